import { spawnSync } from 'node:child_process';

/** Says one sentence and ends with a code of the command line: 1 failed, 8 unavailable. */
export function giveUp(sentence, code = 8) {
  process.stderr.write(`${sentence}\n`);
  process.exit(code);
}

/** Node itself is the first thing that can be too old; no syntax newer than that may stand in these files. */
export function requireNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= 20) return;
  giveUp(
    `Watchpost needs Node 20 or newer to install itself and this is Node ${process.versions.node}; install a newer one from nodejs.org or your package manager.`,
  );
}

/** Java and Maven are needed only where the embedded Kafka is. */
export function requireJavaAndMaven(env = process.env) {
  if (env.WATCHPOST_KAFKA_BROKERS) return;
  const mend = 'or set WATCHPOST_KAFKA_BROKERS to a Kafka run elsewhere';
  const java = env.JAVA_HOME ? `${env.JAVA_HOME}/bin/java` : 'java';
  const version = textOf(java, ['-version']);
  if (version === null) {
    giveUp(
      `The embedded Kafka needs Java 17 or newer and \`${java}\` was not found; install one (Debian, Ubuntu: apt-get install openjdk-17-jre-headless; macOS: brew install openjdk) ${mend}.`,
    );
  }
  const major = /version "(?:1\.)?(\d+)/.exec(version)?.[1];
  if (major !== undefined && Number(major) < 17) {
    giveUp(
      `The embedded Kafka needs Java 17 and \`${java}\` is Java ${major}; install a newer one or point JAVA_HOME at it, ${mend}.`,
    );
  }
  if (textOf('mvn', ['-v']) === null) {
    giveUp(
      `Maven, which fetches the embedded Kafka the first time, was not found; install it (Debian, Ubuntu: apt-get install maven; macOS: brew install maven) ${mend}.`,
    );
  }
}

function textOf(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  return error || status !== 0 ? null : `${stdout}${stderr}`;
}
