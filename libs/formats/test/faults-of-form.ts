import type { Reading } from './reading.ts';

/** What a document that is written as its syntax says never has: faults of bytes, syntax, envelope and structure, and lines cut or too large. */
const ofForm =
  /^(charset|document|format|xml|edifact|x12|imp|json|csv|envelope|line)\.|^message\.(structure|incomplete|unsupported)$/;

export const faultsOfForm = ({ findings }: Reading): readonly string[] =>
  findings
    .filter(({ code }) => ofForm.test(code))
    .map(({ code, value, place }) => `${code} ${value} at ${place?.offset}`);
