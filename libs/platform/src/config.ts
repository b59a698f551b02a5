import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { StartFault } from './start-fault.ts';

/** One setting: declared once, which also documents it. */
export interface Setting<Schema extends z.ZodType = z.ZodType> {
  /** One sentence for whoever runs the service. */
  readonly describe: string;
  /** Reads the environment's text; use `z.coerce` for numbers. Defaults belong into the schema. */
  readonly schema: Schema;
  /** Never printed; may also be given as `<NAME>_FILE`, the path of a file that holds it. */
  readonly secret?: boolean;
}

export type ConfigDefinition = Readonly<Record<string, Setting>>;

export type Config<Definition extends ConfigDefinition> = {
  readonly [Name in keyof Definition]: z.output<Definition[Name]['schema']>;
};

export type Environment = Readonly<Record<string, string | undefined>>;

export const defineConfig = <Definition extends ConfigDefinition>(definition: Definition): Definition => definition;

/**
 * Reads every declared setting. An empty variable counts as absent.
 * @throws StartFault (exit code 2) naming all faults at once
 */
export function loadConfig<Definition extends ConfigDefinition>(
  definition: Definition,
  environment: Environment,
): Config<Definition> {
  const values: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const [name, setting] of Object.entries(definition)) {
    try {
      const result = setting.schema.safeParse(textOf(name, setting, environment));
      if (result.success) values[name] = result.data;
      else faults.push(`${name} ${result.error.issues.map(({ message }) => message).join(', ')}`);
    } catch (error) {
      faults.push((error as Error).message);
    }
  }
  if (faults.length > 0) throw new StartFault(`Configuration has faults: ${faults.join('; ')}.`, 2);
  return values as Config<Definition>;
}

function textOf(name: string, setting: Setting, environment: Environment): string | undefined {
  const given = environment[name];
  if (given !== undefined && given !== '') return given;
  const path = setting.secret ? environment[`${name}_FILE`] : undefined;
  if (path === undefined || path === '') return undefined;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    throw new Error(`${name}_FILE names ${path}, which cannot be read`);
  }
}

/** The configuration for a log line: secrets masked, passwords inside URLs too. */
export function maskedConfig<Definition extends ConfigDefinition>(
  definition: Definition,
  config: Config<Definition>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(definition).map(([name, setting]) => {
      const value = config[name];
      if (setting.secret && value !== undefined && value !== null) return [name, maskedText(String(value))];
      return [name, value];
    }),
  );
}

function maskedText(value: string): string {
  const url = /^([a-z][a-z0-9+.-]*:\/\/[^:/@]+):[^@]*@(.*)$/i.exec(value);
  return url ? `${url[1]}:***@${url[2]}` : '***';
}
