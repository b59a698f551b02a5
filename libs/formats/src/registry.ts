import { asycudaFormats } from './asycuda/format.ts';
import { cargoImpReader } from './cargo-imp/read.ts';
import { cargoXmlFormats } from './cargo-xml/format.ts';
import { csvReader } from './csv/read.ts';
import { icsFormats } from './ics1/format.ts';
import { ics2Formats } from './ics2/format.ts';
import { wcoFormats } from './wco/format.ts';
import { edifactReader } from './edifact/read.ts';
import { watchpostJsonReader } from './watchpost-json/read.ts';
import { x12Reader } from './x12/read.ts';
import { xmlReaders } from './xml-mapping/xml-formats.ts';
import type { FormatReader } from './reader.ts';

/** Every format that is read, the surest to recognise first. A new one is a folder and a line here. */
export const formats: readonly FormatReader[] = [
  ...xmlReaders([...icsFormats, ...cargoXmlFormats, ...ics2Formats, ...wcoFormats, ...asycudaFormats]),
  x12Reader,
  cargoImpReader,
  edifactReader,
  watchpostJsonReader,
  csvReader,
];

export const formatOf = (id: string): FormatReader | null => formats.find((reader) => reader.id === id) ?? null;

/** The format whose reader is the surest; null where none knows it at all. */
export function recogniseFormat(
  head: Uint8Array,
  readers: readonly FormatReader[] = formats,
): { reader: FormatReader; confidence: number } | null {
  let best: { reader: FormatReader; confidence: number } | null = null;
  for (const reader of readers) {
    const confidence = reader.recognise(head);
    if (confidence > (best?.confidence ?? 0)) best = { reader, confidence };
    if (confidence === 1) break;
  }
  return best;
}
