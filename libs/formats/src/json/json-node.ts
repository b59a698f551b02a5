import type { FindingCode } from '../finding-catalogue.ts';

/** A JSON value with the character offset at which it begins in the text of its line. */
export type JsonNode =
  | { readonly kind: 'object'; readonly at: number; readonly members: ReadonlyMap<string, JsonNode> }
  | { readonly kind: 'array'; readonly at: number; readonly items: readonly JsonNode[] }
  | { readonly kind: 'string'; readonly at: number; readonly text: string }
  | { readonly kind: 'number'; readonly at: number; readonly text: string }
  | { readonly kind: 'boolean'; readonly at: number; readonly value: boolean }
  | { readonly kind: 'null'; readonly at: number };

export interface JsonFault {
  readonly code: FindingCode;
  readonly at: number;
  readonly value: string | null;
}

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const hex = /^[0-9a-fA-F]{4}$/;
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

class Refused extends Error {
  constructor(readonly fault: JsonFault) {
    super(fault.code);
  }
}

/**
 * Reads one JSON text (RFC 8259) strictly: a member given twice, a number that cannot be kept exactly, half a surrogate pair and nesting
 * beyond the depth are faults. Answers the first fault instead of throwing.
 */
export function parseJson(text: string, depth: number): { readonly node: JsonNode } | { readonly fault: JsonFault } {
  try {
    return { node: new Parser(text, depth).whole() };
  } catch (error) {
    if (error instanceof Refused) return { fault: error.fault };
    throw error;
  }
}

class Parser {
  #at = 0;

  constructor(
    private readonly text: string,
    private readonly depth: number,
  ) {}

  whole(): JsonNode {
    this.#space();
    const node = this.#value(1);
    this.#space();
    if (this.#at < this.text.length) this.#refuse('json.syntax', this.#at);
    return node;
  }

  #value(level: number): JsonNode {
    if (level > this.depth) this.#refuse('json.depth', this.#at);
    const at = this.#at;
    switch (this.text.charCodeAt(at)) {
      case 0x7b:
        return this.#object(level);
      case 0x5b:
        return this.#array(level);
      case 0x22:
        return { kind: 'string', at, text: this.#string() };
      case 0x74:
        return this.#word('true', { kind: 'boolean', at, value: true });
      case 0x66:
        return this.#word('false', { kind: 'boolean', at, value: false });
      case 0x6e:
        return this.#word('null', { kind: 'null', at });
      default:
        return this.#number();
    }
  }

  #object(level: number): JsonNode {
    const at = this.#at++;
    const members = new Map<string, JsonNode>();
    this.#space();
    if (this.#take(0x7d)) return { kind: 'object', at, members };
    for (;;) {
      this.#space();
      const keyAt = this.#at;
      if (this.text.charCodeAt(keyAt) !== 0x22) this.#refuse('json.syntax', keyAt);
      const key = this.#string();
      if (members.has(key)) this.#refuse('json.duplicate-key', keyAt, key);
      this.#space();
      if (!this.#take(0x3a)) this.#refuse('json.syntax', this.#at);
      this.#space();
      members.set(key, this.#value(level + 1));
      this.#space();
      if (this.#take(0x2c)) continue;
      if (this.#take(0x7d)) return { kind: 'object', at, members };
      this.#refuse('json.syntax', this.#at);
    }
  }

  #array(level: number): JsonNode {
    const at = this.#at++;
    const items: JsonNode[] = [];
    this.#space();
    if (this.#take(0x5d)) return { kind: 'array', at, items };
    for (;;) {
      this.#space();
      items.push(this.#value(level + 1));
      this.#space();
      if (this.#take(0x2c)) continue;
      if (this.#take(0x5d)) return { kind: 'array', at, items };
      this.#refuse('json.syntax', this.#at);
    }
  }

  #string(): string {
    const begin = this.#at + 1;
    let from = begin;
    let out = '';
    for (let at = begin; at < this.text.length; at++) {
      const code = this.text.charCodeAt(at);
      if (code === 0x22) {
        this.#at = at + 1;
        const text = out + this.text.slice(from, at);
        if (!text.isWellFormed()) this.#refuse('json.surrogate', begin - 1);
        return text;
      }
      if (code < 0x20) this.#refuse('json.syntax', at);
      if (code !== 0x5c) continue;
      out += this.text.slice(from, at);
      const escape = this.text[at + 1] ?? '';
      if (escape === 'u') {
        const digits = this.text.slice(at + 2, at + 6);
        if (!hex.test(digits)) this.#refuse('json.syntax', at);
        out += String.fromCharCode(Number.parseInt(digits, 16));
        at += 5;
      } else {
        const character = escapes[escape];
        if (character === undefined) this.#refuse('json.syntax', at);
        out += character;
        at += 1;
      }
      from = at + 1;
    }
    return this.#refuse('json.syntax', this.text.length);
  }

  #number(): JsonNode {
    const at = this.#at;
    number.lastIndex = at;
    const found = number.exec(this.text)?.[0];
    if (found === undefined) return this.#refuse('json.syntax', at);
    this.#at = at + found.length;
    const digits = found.replace(/[eE].*$/, '').replace(/^-?0*\.?0*|[.]/g, '').length;
    if (digits > 15 || !Number.isFinite(Number(found))) this.#refuse('json.number-range', at, found);
    return { kind: 'number', at, text: found };
  }

  #word(word: string, node: JsonNode): JsonNode {
    if (!this.text.startsWith(word, this.#at)) this.#refuse('json.syntax', this.#at);
    this.#at += word.length;
    return node;
  }

  #take(code: number): boolean {
    if (this.text.charCodeAt(this.#at) !== code) return false;
    this.#at += 1;
    return true;
  }

  #space(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at += 1;
    }
  }

  #refuse(code: FindingCode, at: number, value: string | null = null): never {
    throw new Refused({ code, at, value: value ?? (this.text.slice(at, at + 40) || null) });
  }
}
