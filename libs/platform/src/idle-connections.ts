import type { FastifyInstance } from 'fastify';
import type { Socket } from 'node:net';

const LOOK_EVERY_MS = 50;

/**
 * Closes connections on which no request is under way for as long as the server is closing. Node closes those that are idle when it begins; it
 * waits for those that fall idle afterwards until their keep-alive ends, and for those that were opened in advance until their client goes: both
 * are longer than a drain may take.
 */
export function closeIdleConnectionsWhileDraining(server: FastifyInstance): void {
  const idle = new Set<Socket>();
  server.server.on('connection', (socket) => {
    idle.add(socket);
    socket.once('close', () => idle.delete(socket));
  });
  server.server.on('request', (request, response) => {
    const { socket } = request;
    idle.delete(socket);
    response.once('close', () => {
      if (!socket.destroyed) idle.add(socket);
    });
  });
  server.addHook('preClose', (done) => {
    const closing = setInterval(() => idle.forEach((socket) => socket.destroy()), LOOK_EVERY_MS);
    closing.unref();
    server.server.once('close', () => clearInterval(closing));
    done();
  });
}
