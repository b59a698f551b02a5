import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the checkout; the same from `src` and from `dist`. */
export const workspaceRoot = fileURLToPath(new URL('../../../../', import.meta.url));

/** Where a stack keeps everything: `.watchpost/` in the checkout, or `WATCHPOST_HOME`. */
export interface StackHome {
  readonly directory: string;
  readonly state: string;
  readonly credentials: string;
  readonly lock: string;
  /** Pid and ready files of the services. */
  readonly run: string;
  readonly logs: string;
  readonly receiptKey: string;
}

export function stackHome(environment: NodeJS.ProcessEnv = process.env): StackHome {
  const directory = resolve(environment['WATCHPOST_HOME'] || join(workspaceRoot, '.watchpost'));
  return {
    directory,
    state: join(directory, 'state.json'),
    credentials: join(directory, 'credentials.json'),
    lock: join(directory, 'up.lock'),
    run: join(directory, 'run'),
    logs: join(directory, 'logs'),
    receiptKey: join(directory, 'receipt-key.pem'),
  };
}
