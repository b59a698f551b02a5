import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** PEM files of an authority made for one test, and of a server it vouches for. */
export interface Certificates {
  readonly caFile: string;
  /** Of the server: `localhost` and 127.0.0.1. */
  readonly certificateFile: string;
  readonly keyFile: string;
  /** Key, certificate and authority in one. */
  readonly keystoreFile: string;
}

/** @param directory is there, and is the test's own */
export function makeCertificates(directory: string, name: string): Certificates {
  const file = (ending: string): string => join(directory, `${name}.${ending}`);
  const openssl = (...argv: readonly string[]): void => {
    execFileSync('openssl', [...argv], { stdio: ['ignore', 'ignore', 'pipe'] });
  };
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const [caKey, caFile, request] = [file('ca.key'), file('ca.pem'), file('csr')];
  const [keyFile, certificateFile, keystoreFile] = [file('key'), file('pem'), file('keystore.pem')];
  openssl('req', '-x509', ...newKey, '-days', '2', '-subj', `/CN=${name} authority`, '-keyout', caKey, '-out', caFile);
  const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1';
  openssl('req', ...newKey, '-subj', '/CN=localhost', '-addext', names, '-keyout', keyFile, '-out', request);
  const signing = ['-CA', caFile, '-CAkey', caKey, '-CAcreateserial', '-copy_extensions', 'copy', '-days', '2'];
  openssl('x509', '-req', '-in', request, ...signing, '-out', certificateFile);
  const parts = [keyFile, certificateFile, caFile].map((part) => readFileSync(part, 'utf8'));
  writeFileSync(keystoreFile, parts.join(''), { mode: 0o600 });
  return { caFile, certificateFile, keyFile, keystoreFile };
}
