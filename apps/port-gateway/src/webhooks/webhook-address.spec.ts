import { describe, expect, it } from '@jest/globals';
import { ProblemError } from '@watchpost/platform';
import { checkedUrl, guardedLookup, mayCall } from './webhook-address.ts';

describe('The address of a webhook', () => {
  it.each(['https://port.example/hooks', 'https://203.0.114.9:8443/x?y=1', 'https://[2606:4700::1111]/'])(
    'may be %s',
    (url) => {
      expect(checkedUrl(url, 'public')).toBe(url);
    },
  );

  it.each([
    'no url',
    'http://port.example/',
    'ftp://port.example/',
    'file:///etc/passwd',
    'https://user:pw@port.example/',
    'https://localhost/',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://[64:ff9b::a00:1]/',
    'https://[fd00::1]/',
    'https://[fe80::1]/',
    'https://[2002:a00:1::]/',
    'https://10.0.0.5/',
    'https://100.64.1.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://172.16.0.1/',
    'https://192.168.1.1/',
    'https://0.0.0.0/',
    'https://224.0.0.1/',
  ])('may not be %s', (url) => {
    expect(() => checkedUrl(url, 'public')).toThrow(ProblemError);
  });

  it('may lie on this machine, by http too, only where that is allowed', () => {
    expect(checkedUrl('http://127.0.0.1:8080/hook', 'loopback')).toBe('http://127.0.0.1:8080/hook');
    expect(checkedUrl('http://localhost:8080/hook', 'loopback')).toBe('http://localhost:8080/hook');
    expect(() => checkedUrl('http://10.0.0.5/', 'loopback')).toThrow(ProblemError);
    expect(() => checkedUrl('http://port.example/', 'loopback')).toThrow(ProblemError);
  });

  it('is checked again when its name is resolved: a name that leads inside is not called', async () => {
    const resolve = (reach: 'public' | 'loopback') =>
      new Promise<string>((done, fail) => {
        guardedLookup(reach)('localhost', {}, (error, address) => (error ? fail(error) : done(String(address))));
      });
    await expect(resolve('public')).rejects.toThrow('localhost leads into a network that is not public');
    expect(mayCall(await resolve('loopback'), 'loopback')).toBe(true);
  });
});
