import { type Command } from 'commander';
import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { intakeAddress } from '../api/addresses.ts';
import { callApi } from '../api/api-client.ts';
import { CommandError, exitCode } from '../terminal/exit-code.ts';
import { print, printJson } from '../terminal/output.ts';

interface VerifyFlags {
  readonly manifest?: string;
  readonly keys?: string;
  readonly url?: string;
  readonly json?: true;
}

export function registerReceipt(program: Command): void {
  const receipt = program.command('receipt').description('signed receipts');
  receipt
    .command('verify')
    .description('whether the exchange signed it, and whether it is about these bytes')
    .argument('<file>', 'a receipt as submit --receipt wrote it, or what submit --json printed')
    .option('--manifest <file>', 'the manifest it should be about')
    .option('--keys <file>', 'key set (JWKS) kept from the exchange; intake is asked where it is absent')
    .option('--url <address>', 'intake, where it is not the one of this stack')
    .option('--json', 'print one object')
    .action(verify);
}

async function verify(file: string, flags: VerifyFlags): Promise<void> {
  const receipt = receiptIn(read(file), file);
  const { verifyReceipt } = await import('@watchpost/security');
  const verdict = await verifyReceipt(receipt, (await keySet(flags)) as Parameters<typeof verifyReceipt>[1]);
  if (!verdict.valid) return answer(flags, { valid: false, reason: verdict.reason });
  const { claims } = verdict;
  if (flags.manifest === undefined) return answer(flags, { valid: true, claims });
  const digest = await sha256Of(flags.manifest);
  if (digest === claims.sha256) return answer(flags, { valid: true, claims });
  answer(flags, {
    valid: false,
    reason: `it is about other bytes: ${flags.manifest} has SHA-256 ${digest}, the receipt says ${claims.sha256}`,
  });
}

interface Answer {
  readonly valid: boolean;
  readonly reason?: string;
  readonly claims?: object;
}

function answer(flags: VerifyFlags, verdict: Answer): void {
  if (flags.json) printJson({ type: 'receipt', ...verdict });
  else if (verdict.valid)
    print(['valid', ...Object.entries(verdict.claims!).map(([k, v]) => `  ${k}: ${String(v)}`)].join('\n'));
  else print(`not valid: ${verdict.reason}`);
  if (!verdict.valid) process.exitCode = exitCode.findings;
}

/** A compact JWS as it is, or the member `receipt` of an object. */
function receiptIn(text: string, file: string): string {
  const trimmed = text.trim();
  if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(trimmed)) return trimmed;
  try {
    const { receipt } = JSON.parse(trimmed.split('\n')[0]!) as { receipt?: unknown };
    if (typeof receipt === 'string') return receipt;
  } catch {
    // Said below.
  }
  throw new CommandError(`${file} holds no receipt: neither a compact JWS nor an object with one.`, exitCode.usage);
}

function read(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (cause) {
    throw new CommandError(`${file} cannot be read (${(cause as Error).message}).`, exitCode.notFound, { cause });
  }
}

async function keySet({ keys, url }: VerifyFlags): Promise<unknown> {
  if (keys !== undefined) return JSON.parse(read(keys)) as unknown;
  return callApi({ ...intakeAddress({ url }, undefined), key: null }, { path: '/.well-known/jwks.json' });
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(file), hash);
  } catch (cause) {
    throw new CommandError(`${file} cannot be read (${(cause as Error).message}).`, exitCode.notFound, { cause });
  }
  return hash.digest('hex');
}
