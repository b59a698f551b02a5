import { chmodSync, chownSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RunAs } from './postgres-user.ts';

/** PEM files. */
export interface ServerTls {
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** The server reads them itself, and refuses a key that others could read: it gets copies of its own beside its data. */
export function tlsFlags({ certificateFile, keyFile }: ServerTls, data: string, user: RunAs | null): string[] {
  const own = (from: string, name: string): string => {
    const to = join(data, name);
    copyFileSync(from, to);
    chmodSync(to, 0o600);
    if (user !== null) chownSync(to, user.uid, user.gid);
    return name;
  };
  const files = { ssl_cert_file: own(certificateFile, 'server.pem'), ssl_key_file: own(keyFile, 'server.key') };
  return ['-c', 'ssl=on', ...Object.entries(files).flatMap(([key, value]) => ['-c', `${key}=${value}`])];
}
