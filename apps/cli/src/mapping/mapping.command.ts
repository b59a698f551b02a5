import { open, writeFile } from 'node:fs/promises';
import { proposeMapping, type ProposedColumn } from '@watchpost/formats';
import { type Command } from 'commander';
import { CommandError, exitCode } from '../terminal/exit-code.ts';
import { print, printJson, table, tell } from '../terminal/output.ts';

/** Bytes of the sample that are looked at. */
const SAMPLE_BYTES = 256 * 1024;

interface ProposeFlags {
  readonly out?: string;
  readonly json?: true;
}

export function registerMapping(program: Command): void {
  const mapping = program.command('mapping').description('how tables of a partner are read');
  mapping
    .command('propose')
    .description('looks at a sample and proposes the mapping by which tables like it are read')
    .argument('<sample>', 'a table: CSV, TSV or fixed width')
    .option('--out <file>', 'write the mapping there instead of printing it')
    .option('--json', 'print one object: the mapping, and for each column the field, how sure it is and why')
    .addHelpText('after', '\nExit codes: 0 proposed, 1 there is no row in the sample, 5 no sample.')
    .action(propose);
}

async function propose(sample: string, { out, json }: ProposeFlags): Promise<void> {
  const proposal = proposeMapping(await firstBytes(sample));
  if (proposal === null) throw new CommandError(`${sample} has no row.`, exitCode.failed);
  const text = `${JSON.stringify(proposal.mapping, null, 2)}\n`;
  if (out !== undefined) await writeFile(out, text);
  if (json) return printJson(proposal);
  tell(table([['column', 'field', 'sure', 'because'], ...proposal.columns.map(rowOf)]));
  if (out === undefined) print(text.trimEnd());
}

const rowOf = ({ column, field, confidence, because }: ProposedColumn) => [
  column,
  field ?? 'passed over',
  `${Math.round(confidence * 100)} %`,
  because,
];

async function firstBytes(file: string): Promise<Buffer> {
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`${file} cannot be read (${error.code}).`, exitCode.notFound);
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
