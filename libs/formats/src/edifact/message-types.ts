import { cuscar } from '../edifact-cuscar/read.ts';
import { aperak, contrl, cusrep, cusres } from '../edifact-facts/read.ts';
import { cusitm, itmatt, predes } from '../edifact-postal/read.ts';
import { emsevt, iftsta } from '../edifact-tracking/read.ts';
import { lookUp } from '../values/lookup.ts';
import type { MessageDefinition } from './message-definition.ts';

/** Every type of message that is read. A new one is a folder and a line here. */
const definitions: Readonly<Record<string, MessageDefinition>> = Object.fromEntries(
  [cuscar, itmatt, cusitm, predes, emsevt, iftsta, cusrep, contrl, cusres, aperak].map((definition) => [
    definition.type,
    definition,
  ]),
);

/** @param type data element 0065; null for one that is none of ours */
export const definitionOf = (type: string): MessageDefinition | null => lookUp(definitions, type) ?? null;
