import { type DocumentSummary } from '@watchpost/formats';
import { type Refusal } from './admission.ts';

/** How a line would end, as far as reading decides; a declared one is assessed, a cancellation recorded. */
export type Fate = 'ASSESSED' | 'RECORDED' | 'QUARANTINED' | 'REJECTED';

/** What would become of a file. */
export interface Verdict {
  readonly file: string;
  readonly partner: string;
  readonly testMode: boolean;
  readonly contentType: string;
  readonly bytes: number;
  /** SHA-256, hex. */
  readonly digest: string;
  readonly refusal: Refusal | null;
  readonly earlier: Earlier;
  readonly summary: DocumentSummary;
  readonly fates: Readonly<Record<Fate, number>>;
}

/** Whether the same bytes were received before. */
export type Earlier =
  | { readonly kind: 'none' }
  | { readonly kind: 'received'; readonly manifestId: string }
  | { readonly kind: 'not-asked'; readonly why: string };

/** An object, for tools. */
export function verdictJson({ refusal, earlier, summary, ...verdict }: Verdict): object {
  return {
    type: 'check',
    ...verdict,
    accepted: refusal === null,
    status: refusal?.status ?? 202,
    ...(refusal !== null && { code: refusal.code, reason: refusal.reason }),
    ...(earlier.kind === 'received' && { sameAs: earlier.manifestId }),
    ...(earlier.kind === 'not-asked' && { sameAsNotAsked: earlier.why }),
    format: summary.format,
  };
}

/** A line for people, and another where there is more to say. */
export function verdictText({ file, refusal, earlier, fates, bytes, testMode, partner }: Verdict): string {
  if (refusal !== null) return `${file}: would be refused with ${refusal.status} ${refusal.code}: ${refusal.reason}`;
  const ends = Object.entries(fates)
    .filter(([, count]) => count > 0)
    .map(([fate, count]) => `${fate} ${count}`);
  const whole = `${file}: would be accepted from ${partner} (${bytes} bytes)${testMode ? ', in test mode: nothing of it reaches a port' : ''}`;
  const lines = ends.length === 0 ? 'no lines' : ends.join(', ');
  return [`${whole}; ${lines}`, ...earlierText(file, earlier)].join('\n');
}

function earlierText(file: string, earlier: Earlier): readonly string[] {
  switch (earlier.kind) {
    case 'none':
      return [];
    case 'received':
      return [
        `${file}: the same bytes were received before, as ${earlier.manifestId}: its answer would be given again`,
      ];
    case 'not-asked':
      return [`${file}: whether it was received before was not asked: ${earlier.why.replace(/\.$/, '')}`];
  }
}
