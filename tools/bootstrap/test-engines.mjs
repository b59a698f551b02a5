import { giveUp } from './machine.mjs';

/** Projects of jest.config.mjs whose engines are processes of this machine whatever the setting says. */
const alwaysEmbedded = ['embedded', 'e2e'];

/**
 * What the integration tests' Kafka and PostgreSQL run as: `WATCHPOST_TEST_ENGINES`, `embedded` (processes of this machine) unless said,
 * or `containers`. Ends with 2 and a sentence where it is something else.
 */
export function testEngines(env = process.env) {
  const kind = env.WATCHPOST_TEST_ENGINES || 'embedded';
  if (kind !== 'embedded' && kind !== 'containers')
    giveUp(`WATCHPOST_TEST_ENGINES is ${kind}; it can be \`embedded\`, which it is unless said, or \`containers\`.`, 2);
  return kind;
}

/** Images of the containers. */
export const testImages = (env = process.env) => ({
  kafka: env.WATCHPOST_TEST_KAFKA_IMAGE || 'watchpost-kafka',
  postgres: env.WATCHPOST_TEST_POSTGRES_IMAGE || 'watchpost-postgres',
});

/**
 * Whether a run needs Java and Maven on this machine. Containers bring their own, but only the integration tests run on them.
 * @param args what Jest is called with
 */
export function needsJava(args, env = process.env) {
  if (env.WATCHPOST_TEST_KAFKA_BROKERS) return false;
  if (testEngines(env) === 'embedded') return true;
  const selected = selectedProjects(args);
  return selected.length === 0 || selected.some((name) => alwaysEmbedded.includes(name));
}

/** `--selectProjects a b` or `--selectProjects=a`; every word up to the next flag is a name, as Jest reads it. */
function selectedProjects(args) {
  const names = [];
  let listening = false;
  for (const arg of args) {
    if (arg.startsWith('--selectProjects=')) names.push(arg.slice('--selectProjects='.length));
    if (arg.startsWith('-')) listening = arg === '--selectProjects';
    else if (listening) names.push(arg);
  }
  return names;
}
