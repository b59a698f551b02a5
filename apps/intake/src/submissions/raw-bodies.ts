import type { FastifyInstance } from 'fastify';

/** Leaves every body as it is, whatever it says it is: the stream is read by who keeps it. Nothing else here takes a body. */
export function leaveBodiesAlone(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  for (const contentType of ['*', 'application/json', 'text/plain']) {
    server.addContentTypeParser(contentType, (_request, payload, done) => done(null, payload));
  }
}
