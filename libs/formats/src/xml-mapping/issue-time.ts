import type { EpochMillis } from '@watchpost/domain';
import { issuedOr } from '../line-emitter.ts';
import type { LineDraft } from '../values/line-draft.ts';
import { type Moment, shortMoment } from '../values/moments.ts';
import type { Sited } from '../values/sited.ts';
import type { XmlElement } from '../xml/xml-element.ts';
import { first } from '../xml/xml-path.ts';
import type { IssueTable } from './message-kind.ts';

/** When the message says that it was issued; the moment of receipt where it does not, or says a later one. */
export function issueTimeOf(
  draft: LineDraft,
  root: XmlElement,
  table: IssueTable,
  receivedAt: EpochMillis,
): EpochMillis {
  const found = statedTime(root, table);
  if (found === null) return receivedAt;
  const { sited, more, moment, form } = found;
  const at = moment && moment.at;
  if (at === null) draft.report('date.form', sited.place, { value: sited.text, expected: form });
  else {
    draft.trace?.stated('issuedAt', sited, moment);
    draft.trace?.stated('issuedAt', more);
  }
  if (at !== null && at > receivedAt) draft.report('date.future', sited.place, { value: sited.text });
  return issuedOr(receivedAt, at);
}

interface StatedTime {
  readonly sited: Sited;
  /** The time of day, where it stands by itself. */
  readonly more: Sited | null;
  /** null where it has not the form that is expected. */
  readonly moment: Moment | null;
  readonly form: string;
}

function statedTime(root: XmlElement, { moments, prepared }: IssueTable): StatedTime | null {
  let unread: StatedTime | null = null;
  for (const { source, parse, form } of moments) {
    const sited = first(source, root);
    if (sited === null) continue;
    const moment = parse(sited.text.trim());
    if (moment !== null) return { sited, more: null, moment, form };
    unread ??= { sited, more: null, moment, form };
  }
  if (!prepared) return unread;
  const sited = first(prepared.date, root);
  const more = first(prepared.time, root);
  const moment = shortMoment(sited?.text.trim() ?? '', more?.text.trim() ?? '');
  return sited && moment !== null ? { sited, more, moment, form: 'yymmdd' } : unread;
}
