import { Controller, Get, Module } from '@nestjs/common';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { createHttpApplication } from './http-server.ts';
import { PlatformModule } from './platform.module.ts';

@Controller()
class SlowController {
  static answer: () => void = () => undefined;
  static asked: () => void = () => undefined;

  @Get('slow')
  async slow(): Promise<string> {
    SlowController.asked();
    await new Promise<void>((resolve) => (SlowController.answer = resolve));
    return 'at last';
  }
}

@Module({ imports: [PlatformModule.forService('test')], controllers: [SlowController] })
class SlowModule {}

let app: NestFastifyApplication;
let port: number;
const sockets: Socket[] = [];

beforeEach(async () => {
  app = await createHttpApplication(SlowModule);
  await app.listen(0, '127.0.0.1');
  port = (app.getHttpServer().address() as AddressInfo).port;
});
afterEach(() => sockets.splice(0).forEach((socket) => socket.destroy()));

const open = (): Promise<Socket> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
    sockets.push(socket);
  });

it('a drain does not wait for a connection that was opened in advance', async () => {
  await open();
  const before = performance.now();
  await app.close();
  expect(performance.now() - before).toBeLessThan(3_000);
});

it('a drain waits for the answer that is under way, and not for the keep-alive after it', async () => {
  const socket = await open();
  const asked = new Promise<void>((resolve) => (SlowController.asked = resolve));
  let text = '';
  socket.on('data', (chunk) => (text += chunk.toString()));
  socket.write('GET /slow HTTP/1.1\r\nhost: test\r\n\r\n');
  await asked;
  const closing = app.close();
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(socket.closed).toBe(false);
  const before = performance.now();
  SlowController.answer();
  await closing;
  expect(performance.now() - before).toBeLessThan(3_000);
  // What was sent may still be on its way to this end.
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
  expect(text).toContain('at last');
});
