import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { EngineError } from './engine-error.ts';

const run = promisify(execFile);
export const OLDEST_JAVA = 17;

/**
 * The command that starts Java: `JAVA_HOME/bin/java` where set, else `java` from the path.
 * @throws EngineError `tool-missing` or `tool-too-old`
 */
export async function requireJava(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  return (await findJava(env)).command;
}

/** Version of the Java there is: `17.0.15`. @throws EngineError `tool-missing` or `tool-too-old` */
export async function javaVersion(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const { text } = await findJava(env);
  return javaVersionIn(text) ?? firstLine(text);
}

async function findJava(env: NodeJS.ProcessEnv): Promise<{ readonly command: string; readonly text: string }> {
  const command = env['JAVA_HOME'] ? `${env['JAVA_HOME']}/bin/java` : 'java';
  const mend = `install a Java ${OLDEST_JAVA} or newer (Debian, Ubuntu: apt-get install openjdk-17-jre-headless; macOS: brew install openjdk) or set WATCHPOST_KAFKA_BROKERS to a Kafka run elsewhere`;
  const text = await versionText(command, ['-version'], env);
  if (text === null) {
    throw new EngineError('tool-missing', `The embedded Kafka needs Java and \`${command}\` was not found; ${mend}.`);
  }
  const major = javaMajor(text);
  if (major !== null && major < OLDEST_JAVA) {
    throw new EngineError(
      'tool-too-old',
      `The embedded Kafka needs Java ${OLDEST_JAVA} and \`${command}\` is Java ${major}; ${mend}.`,
    );
  }
  return { command, text };
}

/** @throws EngineError `tool-missing` */
export async function requireMaven(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  await findMaven(env);
  return 'mvn';
}

/** Version of the Maven there is: `3.8.7`. @throws EngineError `tool-missing` */
export async function mavenVersion(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const text = await findMaven(env);
  return mavenVersionIn(text) ?? firstLine(text);
}

async function findMaven(env: NodeJS.ProcessEnv): Promise<string> {
  const text = await versionText('mvn', ['-v'], env);
  if (text !== null) return text;
  throw new EngineError(
    'tool-missing',
    'Maven, which fetches the embedded Kafka the first time, was not found; install it (Debian, Ubuntu: apt-get install maven; macOS: brew install maven) or set WATCHPOST_KAFKA_BROKERS to a Kafka run elsewhere.',
  );
}

/** `17.0.15` of `openjdk version "17.0.15" 2025-04-15`; null where it says none. */
export const javaVersionIn = (text: string): string | null => /version "([^"]+)"/.exec(text)?.[1] ?? null;

/** `3.8.7` of `Apache Maven 3.8.7 (b89d…)`, which some builds print in bold; null where it says none. */
export const mavenVersionIn = (text: string): string | null => /Apache Maven (\d[\w.-]*)/.exec(text)?.[1] ?? null;

const firstLine = (text: string): string => text.trim().split('\n')[0]!;

/** `17` of `openjdk version "17.0.15" 2025-04-15`, `8` of `java version "1.8.0_402"`; null where it says neither. */
export function javaMajor(version: string): number | null {
  const found = /version "(?:1\.)?(\d+)/.exec(version);
  return found ? Number(found[1]) : null;
}

async function versionText(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string | null> {
  try {
    const { stdout, stderr } = await run(command, [...args], { env, timeout: 30_000 });
    return `${stdout}${stderr}`;
  } catch {
    return null;
  }
}
