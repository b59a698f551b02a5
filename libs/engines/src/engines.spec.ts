import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireFreeSpace } from './disk.ts';
import { EngineError } from './engine-error.ts';
import { javaMajor, javaVersionIn, mavenVersionIn, requireJava } from './java.ts';
import { serverProperties } from './kafka/kafka-settings.ts';
import { choosePort, freePort } from './ports.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'engines-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const faultOf = async (work: () => unknown): Promise<EngineError> => {
  try {
    await work();
  } catch (error) {
    return error as EngineError;
  }
  throw new Error('nothing was thrown');
};

describe('what an operator is told', () => {
  it('when Java is missing: what needs it and how to mend it', async () => {
    const error = await faultOf(() => requireJava({ ...process.env, JAVA_HOME: join(directory, 'nowhere') }));
    expect(error).toBeInstanceOf(EngineError);
    expect(error).toMatchObject({ fault: 'tool-missing', exitCode: 8 });
    expect(error.message).toMatch(/needs Java.*install.*or set WATCHPOST_KAFKA_BROKERS/);
  });

  it('when a configured port is taken: which, and the setting to change', async () => {
    const server = await listening();
    const { port } = server.address() as { port: number };
    const error = await faultOf(() =>
      choosePort({ fixed: port, preferred: undefined }, 'the embedded Kafka', 'WATCHPOST_KAFKA_PORT'),
    );
    expect(error).toMatchObject({ fault: 'port-in-use', exitCode: 6 });
    expect(error.message).toContain(`Port ${port}`);
    expect(error.message).toContain('WATCHPOST_KAFKA_PORT');
    server.close();
  });

  it('when the disk is full: which directory, and where to turn', async () => {
    const error = await faultOf(() => requireFreeSpace(directory, Number.MAX_SAFE_INTEGER, 'the embedded Kafka'));
    expect(error).toMatchObject({ fault: 'disk-full', exitCode: 8 });
    expect(error.message).toContain(directory);
    expect(error.message).toContain('WATCHPOST_HOME');
  });
});

describe('ports', () => {
  it('that are free are none that an outgoing connection could be given meanwhile, and each is given once', async () => {
    const ports = [];
    for (let count = 0; count < 20; count++) ports.push(await freePort());
    expect(Math.max(...ports)).toBeLessThan(32_768);
    expect(new Set(ports).size).toBe(20);
  });

  it('stay as they were last time while they are free', async () => {
    const preferred = await freePort();
    expect(await choosePort({ fixed: undefined, preferred }, 'x', 'X')).toBe(preferred);
  });

  it('change when somebody has taken the one of last time', async () => {
    const server = await listening();
    const { port } = server.address() as { port: number };
    expect(await choosePort({ fixed: undefined, preferred: port }, 'x', 'X')).not.toBe(port);
    server.close();
  });
});

describe('the version of Java', () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['java version "1.8.0_402"', 8],
    ['openjdk version "25" 2025-09-16', 25],
    ['something else', null],
  ])('of %j is %j', (text, major) => expect(javaMajor(text)).toBe(major));
});

describe('the version that the doctor shows', () => {
  it('of Java is the one in quotation marks', () => {
    expect(javaVersionIn('openjdk version "17.0.15" 2025-04-15\nOpenJDK Runtime')).toBe('17.0.15');
    expect(javaVersionIn('something else')).toBeNull();
  });

  it('of Maven is what follows its name, whether or not that is printed in bold', () => {
    const bold = String.fromCharCode(27);
    expect(mavenVersionIn(`${bold}[1mApache Maven 3.8.7${bold}[m\nMaven home: /usr`)).toBe('3.8.7');
    expect(mavenVersionIn('Apache Maven 4.0.0-rc-4 (abc)')).toBe('4.0.0-rc-4');
    expect(mavenVersionIn('something else')).toBeNull();
  });
});

describe('the settings of the broker', () => {
  it('listen on the loopback address only and make no topic by themselves', () => {
    const text = serverProperties({ port: 9_001, controllerPort: 9_002, secured: null, dataDirectory: '/data' });
    const addresses = text.match(/\/\/[^,\n]+/g)!;
    expect(new Set(addresses)).toEqual(new Set(['//127.0.0.1:9001', '//127.0.0.1:9002']));
    expect(text).toContain('auto.create.topics.enable=false');
  });
});

async function listening(): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
