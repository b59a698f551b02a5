import { customsManifest } from '../x12-309/message.ts';
import { freightReceipt } from '../x12-310/message.ts';
import { acknowledgements } from '../x12-997/message.ts';
import { oceanStatus } from '../x12-status/ocean-status.ts';
import { roadStatus } from '../x12-status/road-status.ts';
import type { X12MessageType } from './message.ts';

const types = [customsManifest, freightReceipt, oceanStatus, roadStatus, ...acknowledgements];

/** Transaction sets that are read, by ST01. A new one is a folder and a line here. */
export const x12MessageTypes: ReadonlyMap<string, X12MessageType> = new Map(types.map((type) => [type.code, type]));
