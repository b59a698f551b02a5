import { Controller, Inject, Module, type OnApplicationShutdown, type OnModuleDestroy } from '@nestjs/common';
import { EventPattern, Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { describe, expect, it } from '@jest/globals';
import { loadConfig } from './config.ts';
import { type HealthChecks } from './health.ts';
import { PlatformModule } from './platform.module.ts';
import { startService } from './run-service.ts';
import { httpSettings } from './settings.ts';
import { startFaultOf } from './start-fault.ts';
import { HEALTH } from './tokens.ts';

const happened: string[] = [];

class Transport extends Server implements CustomTransportStrategy {
  listen(callback: () => void): void {
    callback();
  }
  close(): void {
    happened.push('transport');
  }
  on(): void {}
  unwrap(): never {
    throw new Error('there is nothing inside');
  }
}

@Controller()
class Worker implements OnModuleDestroy, OnApplicationShutdown {
  constructor(@Inject(HEALTH) private readonly health: HealthChecks) {}

  @EventPattern('manifests.received.v1')
  take(_batch: readonly unknown[]): void {}

  onModuleDestroy(): void {
    happened.push(this.health.draining.aborted ? 'worker' : 'worker, unwarned');
  }
  onApplicationShutdown(): void {
    happened.push('pool');
  }
}

@Module({ imports: [PlatformModule.forService({ service: 'test', logLevel: 'silent' })], controllers: [Worker] })
class TestModule {}

const definition = {
  name: 'test',
  description: 'For the test.',
  config: loadConfig(httpSettings, {}),
  module: TestModule,
  strategy: () => new Transport(),
};

describe('a service', () => {
  it('stops its transport before its workers, and its pools last', async () => {
    const service = await startService(definition);
    expect((await fetch(`${service.url}/readyz`)).status).toBe(200);
    await service.stop();
    expect(happened[0]).toBe('transport');
    expect(happened.filter((what) => what !== 'transport')).toEqual(['worker', 'pool']);
  });

  it('says in one sentence that its port is taken, with exit code 8', async () => {
    const first = await startService(definition);
    const HTTP_PORT = Number(new URL(first.url).port);
    const fault = await startService({ ...definition, config: { ...definition.config, HTTP_PORT } }).catch(
      startFaultOf,
    );
    await first.stop();
    expect(fault).toMatchObject({ exitCode: 8, message: expect.stringContaining(`Port ${HTTP_PORT} is in use`) });
  });

  it('takes an error that asks for patience for something unavailable', () => {
    expect(startFaultOf(Object.assign(new Error('no broker'), { transient: true }))).toMatchObject({
      exitCode: 8,
      message: 'no broker.',
    });
    expect(startFaultOf(new Error('a mistake'))).toMatchObject({ exitCode: 1 });
  });
});
