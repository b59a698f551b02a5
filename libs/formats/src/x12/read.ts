import type { FormatReader } from '../reader.ts';
import { x12MessageTypes } from './message-types.ts';
import { recogniseX12 } from './recognise.ts';
import { X12Session } from './session.ts';

/** ANSI ASC X12: customs manifest 309, freight receipt 310, status 315 and 214, acknowledgements 997 and 999. */
export const x12Reader: FormatReader = {
  id: 'x12',
  title: 'ANSI ASC X12 manifests, freight bills and status messages',
  syntax: 'x12',
  version: 3,
  recognise: recogniseX12,
  open: (options, sink) => new X12Session(options, sink, x12MessageTypes),
};
