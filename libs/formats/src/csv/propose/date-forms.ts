import { anyIsoDate, dateReader, type DateReader } from '../date-form.ts';

const days = [
  'dd/MM/yyyy',
  'MM/dd/yyyy',
  'd/M/yyyy',
  'M/d/yyyy',
  'yyyy/MM/dd',
  'dd.MM.yyyy',
  'dd.MM.yy',
  'd.M.yyyy',
  'dd-MM-yyyy',
  'MM-dd-yyyy',
  'dd-MMM-yyyy',
  'dd MMM yyyy',
  'dd/MM/yy',
  'MM/dd/yy',
  'yyyy.MM.dd',
  'yyyy年MM月dd日',
  'yyyy年M月d日',
  'yyyyMMdd',
];
const times = ['', ' HH:mm', ' HH:mm:ss'];
const candidates = [
  'yyyyMMddHHmmss',
  ...days.flatMap((day) => times.map((time) => `${day}${time}`)),
  'epoch-seconds',
  'epoch-millis',
];
const EARLIEST = Date.UTC(1995, 0, 1);
const LATEST = Date.UTC(2060, 0, 1);

export interface GuessedForm {
  /** null for ISO 8601 and the forms of EDIFACT. */
  readonly form: string | null;
  /** Others that every text fits as well. */
  readonly others: readonly string[];
}

/** The form of a date that all texts fit; null where there is none. */
export function formOf(texts: readonly string[]): GuessedForm | null {
  if (texts.length === 0) return null;
  const fits = (read: DateReader) =>
    texts.every((text) => {
      const at = read(text)?.at ?? null;
      return at !== null && at >= EARLIEST && at < LATEST;
    });
  if (fits(anyIsoDate(0))) return { form: null, others: [] };
  const fitting = candidates.filter((form) => fits(dateReader(form, 0)!));
  const [form, ...rest] = fitting;
  if (form === undefined) return null;
  // d/M reads what dd/MM reads: only an order of day and month that differs is another meaning.
  const meant = (of: string) => texts.map((text) => dateReader(of, 0)!(text)?.at).join();
  return { form, others: rest.filter((other) => meant(other) !== meant(form)) };
}
