import { Controller, Get, Module, Req, UseGuards } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHttpApplication, PlatformModule } from '@watchpost/platform';
import type { FastifyRequest } from 'fastify';
import { generateKey, hashKey, KeyDirectory, keyIdOf, type StoredKey } from './access-key.ts';
import { BearerGuard, KEYS, principalOfRequest, RequireScope } from './bearer.guard.ts';

const now = Date.UTC(2026, 10, 20);
const directory = new KeyDirectory();

@Controller()
@UseGuards(BearerGuard)
class GuardedController {
  @Get('own')
  @RequireScope('manifests:read')
  own(@Req() request: FastifyRequest): { id: string } {
    return { id: principalOfRequest(request).id };
  }

  @Get('unmarked')
  unmarked(): string {
    return 'nobody';
  }
}

@Module({
  imports: [PlatformModule.forService({ service: 'test', clock: { now: () => now }, logLevel: 'silent' })],
  controllers: [GuardedController],
  providers: [{ provide: KEYS, useValue: directory }, BearerGuard],
})
class GuardedModule {}

const stored = (key: string, more: Partial<StoredKey> = {}): StoredKey => ({
  keyId: keyIdOf(hashKey(key)),
  hash: hashKey(key),
  scopes: ['manifests:read'],
  expiresAt: null,
  revokedAt: null,
  ...more,
});

describe('the door of a service', () => {
  let app: NestFastifyApplication;
  let url: string;
  const keys = {
    good: generateKey('wp_partner'),
    revoked: generateKey('wp_partner'),
    expired: generateKey('wp_partner'),
    narrow: generateKey('wp_partner'),
    idle: generateKey('wp_partner'),
  };

  beforeAll(async () => {
    directory.put({
      kind: 'partner',
      id: 'post-a',
      active: true,
      keys: [
        stored(keys.good),
        stored(keys.revoked, { revokedAt: now - 1 }),
        stored(keys.expired, { expiresAt: now }),
        stored(keys.narrow, { scopes: ['manifests:write'] }),
      ],
    });
    directory.put({ kind: 'partner', id: 'post-b', active: false, keys: [stored(keys.idle)] });
    app = await createHttpApplication(GuardedModule);
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(() => app.close());

  const ask = async (
    path: string,
    authorization?: string,
  ): Promise<{ status: number; body: Record<string, unknown> }> => {
    const answer = await fetch(`${url}/${path}`, authorization === undefined ? {} : { headers: { authorization } });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };

  it('opens for a good key, and knows whose it is', async () => {
    expect(await ask('own', `Bearer ${keys.good}`)).toEqual({ status: 200, body: { id: 'post-a' } });
  });

  it.each([
    ['no key', undefined, 401, 'key.missing'],
    ['another scheme', 'Basic abc', 401, 'key.missing'],
    ['an unknown key', `Bearer ${generateKey('wp_partner')}`, 401, 'key.unknown'],
    ['a revoked key', `Bearer ${keys.revoked}`, 401, 'key.revoked'],
    ['an expired key', `Bearer ${keys.expired}`, 401, 'key.expired'],
    ['the key of an inactive partner', `Bearer ${keys.idle}`, 401, 'key.inactive'],
    ['a key without the scope', `Bearer ${keys.narrow}`, 403, 'key.scope'],
  ])('stays shut for %s', async (_who, authorization, status, code) => {
    expect(await ask('own', authorization)).toMatchObject({ status, body: { code } });
  });

  it('opens a path that names no scope for nobody', async () => {
    expect(await ask('unmarked', `Bearer ${keys.good}`)).toMatchObject({ status: 403 });
  });

  it('forgets a key that its owner no longer has', async () => {
    directory.put({ kind: 'partner', id: 'post-b', active: true, keys: [] });
    expect(await ask('own', `Bearer ${keys.idle}`)).toMatchObject({ status: 401, body: { code: 'key.unknown' } });
  });
});
