import type { Chance } from './chance.ts';

/** Bytes that mean something to one reader or another. */
const tokens = [
  ...[
    "UNA:+.? '",
    "UNB+UNOA:3+A+B+261118:0930+1'",
    "UNH+1+CUSCAR:D:95B:UN'",
    "UNT+2+1'",
    "UNZ+1+1'",
    "'",
    '+',
    ':',
    '?',
    '*',
  ],
  ...['ISA*00*', 'GS*SO*A*B*20261118*0915*1*X*004010~', 'ST*309*0001~', 'SE*2*0001~', 'GE*1*1~', 'IEA*1*1~', '~', '>'],
  ...[
    '\nFWB/16\n',
    '\nFHL/5\n',
    '\nFFM/8\n',
    'SHP/',
    '/',
    '<?xml version="1.0"?>',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<!DOCTYPE a>',
    '&#x0;',
    '</a>',
    '<a>',
  ],
  ...['{', '}', '[', ']', '"', ',', '\\', '{"watchpost":"1","shipments":[', 'null', '1e999', ';', '\t', '|'],
  ...['\n', '\r', '\r\n', '\0', '\u001a', '\ufeff', '\ufffd', ' ', '-', '.', '0', '99999999999999999999', '__proto__'],
].map((text) => Buffer.from(text));

/** Bytes of the largest document that mutations make, unless said otherwise. */
const LARGEST = 256 * 1024;

type Mutation = (bytes: Buffer, chance: Chance, others: readonly Buffer[]) => Buffer;

const cut = (bytes: Buffer, from: number, count: number, put: Uint8Array): Buffer =>
  Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + count)]);

/** Short stretches mostly, long ones now and then. */
const stretch = (chance: Chance, size: number): { readonly from: number; readonly count: number } => ({
  from: chance.below(size),
  count: 1 + chance.below(chance.below(4) === 0 ? size : 40),
});

const flip: Mutation = (bytes, chance) => {
  const flipped = Buffer.from(bytes);
  for (let left = 1 + chance.below(4); left > 0; left -= 1) {
    const at = chance.below(flipped.length);
    flipped[at] = flipped[at]! ^ (1 << chance.below(8));
  }
  return flipped;
};

const drop: Mutation = (bytes, chance) => {
  const { from, count } = stretch(chance, bytes.length);
  return cut(bytes, from, count, Buffer.alloc(0));
};

const insert: Mutation = (bytes, chance) => {
  const random = Buffer.from(Array.from({ length: 1 + chance.below(12) }, () => chance.below(256)));
  return cut(bytes, chance.below(bytes.length + 1), 0, chance.below(3) === 0 ? random : chance.pick(tokens));
};

const duplicate: Mutation = (bytes, chance) => {
  const { from, count } = stretch(chance, bytes.length);
  const part = bytes.subarray(from, from + count);
  return cut(
    bytes,
    chance.below(bytes.length + 1),
    0,
    Buffer.concat(Array.from({ length: 1 + chance.below(3) }, () => part)),
  );
};

/** A stretch over and over: caps are reached, and what takes longer than it should shows. */
const amplify: Mutation = (bytes, chance) => {
  if (chance.below(4) > 0) return duplicate(bytes, chance, []);
  const { from, count } = stretch(chance, bytes.length);
  const part = chance.below(2) === 0 ? bytes.subarray(from, from + count) : chance.pick(tokens);
  const times = Math.ceil(chance.below(LARGEST) / part.length);
  return cut(bytes, chance.below(bytes.length + 1), 0, Buffer.concat(Array.from({ length: times }, () => part)));
};

const truncate: Mutation = (bytes, chance) => bytes.subarray(0, chance.below(bytes.length));

const splice: Mutation = (bytes, chance, others) => {
  const other = chance.pick(others);
  return Buffer.concat([bytes.subarray(0, chance.below(bytes.length)), other.subarray(chance.below(other.length))]);
};

const append: Mutation = (bytes, chance, others) =>
  Buffer.concat([bytes, Buffer.from(chance.pick(['', '\n', '\r\n', ' ', 'text\n'])), chance.pick(others)]);

/** Parts between the signs of some syntax change places. */
const swap =
  (signs: readonly string[]): Mutation =>
  (bytes, chance) => {
    const sign = chance.pick(signs);
    const parts = bytes.toString('latin1').split(sign);
    const [one, other] = [chance.below(parts.length), chance.below(parts.length)];
    [parts[one], parts[other]] = [parts[other]!, parts[one]!];
    return Buffer.from(parts.join(sign), 'latin1');
  };

const mutations: readonly Mutation[] = [
  flip,
  flip,
  drop,
  insert,
  insert,
  duplicate,
  amplify,
  truncate,
  splice,
  append,
  swap(["'", '~', '\n', '><', '},{', '>']),
  swap(['+', '*', '/', ',', ';', ':', '" ', '|']),
];

/** A document with one to six things done to it. */
export function mutated(bytes: Buffer, others: readonly Buffer[], chance: Chance, largest = LARGEST): Buffer {
  let document = bytes;
  for (let left = 1 + chance.below(6); left > 0; left -= 1) {
    document = document.length === 0 ? chance.pick(others) : chance.pick(mutations)(document, chance, others);
    document = document.subarray(0, largest);
  }
  return document;
}

/** Positions at which a document is cut into chunks, in order. */
export const someCuts = (size: number, chance: Chance): readonly number[] =>
  Array.from({ length: chance.below(12) }, () => chance.below(size + 1)).sort((a, b) => a - b);
