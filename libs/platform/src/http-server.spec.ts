import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { type HealthChecks } from './health.ts';
import { createHttpApplication } from './http-server.ts';
import { openApiOf } from './open-api.ts';
import { PlatformModule } from './platform.module.ts';
import { ProblemError } from './problem.ts';
import { HEALTH } from './tokens.ts';

const parcel = z.object({ itemId: z.string().min(1), pieces: z.number().int().positive() });

@Controller()
class ParcelController {
  @Post('parcels')
  take(@Body({ schema: parcel }) body: z.infer<typeof parcel>): { pieces: number } {
    return { pieces: body.pieces };
  }

  @Get('refused')
  refuse(): never {
    throw new ProblemError(409, 'alert.step-not-possible', 'Not from here.', { members: { possible: ['LOCATED'] } });
  }

  @Get('broken')
  fail(): never {
    throw new Error('password=hush');
  }
}

@Module({
  imports: [PlatformModule.forService({ service: 'test', logLevel: 'silent' })],
  controllers: [ParcelController],
})
class TestModule {}

describe('the HTTP server of a service', () => {
  let app: NestFastifyApplication;
  let url: string;

  beforeAll(async () => {
    app = await createHttpApplication(TestModule, { jsonLimit: 10_000 });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(() => app.close());

  const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${url}/parcels`, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });

  it('takes a body that fits, and answers with the caller’s trace', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const answer = await post('{"itemId":"RB123456785GB","pieces":2}', { traceparent });
    expect(answer.status).toBe(201);
    expect(await answer.json()).toEqual({ pieces: 2 });
    expect(answer.headers.get('traceparent')).toBe(traceparent);
  });

  it('begins a trace where the caller’s is none', async () => {
    const answer = await post('{"itemId":"a","pieces":1}', { traceparent: 'nonsense' });
    expect(answer.headers.get('traceparent')).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });

  it.each([
    ['is not JSON', '{"itemId":', 400, 'request.malformed'],
    ['does not fit', '{"itemId":"","pieces":1}', 422, 'request.invalid'],
    ['nests too deep', '['.repeat(100) + ']'.repeat(100), 400, 'request.too-deep'],
    ['reaches for a prototype', '{"__proto__":{"a":1}}', 400, 'request.malformed'],
    ['is too large', `{"itemId":"${'x'.repeat(20_000)}","pieces":1}`, 413, 'request.too-large'],
  ])('answers a body that %s with a coded problem', async (_what, body, status, code) => {
    const answer = await post(body);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({ status, code, instance: '/parcels' });
  });

  it('refuses a body that is not UTF-8', async () => {
    const answer = await post(new Uint8Array([0x7b, 0xff, 0x7d]));
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'request.charset' });
  });

  it('points at what does not fit', async () => {
    const answer = await post('{"itemId":"a","pieces":-1}');
    const problem = (await answer.json()) as { errors: { pointer: string }[] };
    expect(problem.errors.map(({ pointer }) => pointer)).toEqual(['/pieces']);
  });

  it('answers an unknown path and a refused step with problems, members kept', async () => {
    expect((await fetch(`${url}/nowhere`)).status).toBe(404);
    const refused = await fetch(`${url}/refused`);
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({ code: 'alert.step-not-possible', possible: ['LOCATED'] });
  });

  it('tells nothing of its inside when it fails', async () => {
    const text = await (await fetch(`${url}/broken`)).text();
    expect(text).not.toContain('hush');
    expect(JSON.parse(text)).toMatchObject({ status: 500, code: 'internal' });
  });

  it('says whether it is ready, by the checks it was given', async () => {
    let fault: string | null = null;
    app.get<HealthChecks>(HEALTH).add({ kind: 'ready', name: 'database', check: () => fault });
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    fault = 'does not answer';
    const answer = await fetch(`${url}/readyz`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({ status: 'failing', checks: { database: 'does not answer' } });
  });

  it('describes itself in OpenAPI 3.1, from the same schema that validates', () => {
    const document = openApiOf(app, 'Test', 'For the test.');
    expect(document.openapi).toBe('3.1.0');
    expect(JSON.stringify(document.paths['/parcels'])).toContain('pieces');
  });

  it('is not ready any more once it drains, and tells those who stream', async () => {
    const health = app.get<HealthChecks>(HEALTH);
    expect(health.draining.aborted).toBe(false);
    health.drain();
    expect(health.draining.aborted).toBe(true);
    const answer = await fetch(`${url}/readyz`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ checks: { service: 'is draining' } });
  });

  it('measures requests by route, not by path', async () => {
    await fetch(`${url}/refused?secret=1`);
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toMatch(
      /watchpost_http_request_seconds_count\{service="test",method="GET",route="\/refused",status="409"/,
    );
    expect(text).not.toContain('secret');
  });
});
