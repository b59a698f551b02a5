import type { Place } from '@watchpost/domain';
import type { JsonNode } from '../json/json-node.ts';
import type { LineDraft } from '../values/line-draft.ts';
import type { Sited } from '../values/sited.ts';

/** Offsets and path of a line within its document, to place what is inside of it. */
export interface LineFrame {
  readonly placeAt: (at: number, path: string) => Place;
}

type JsonText = Extract<JsonNode, { readonly text: string }>;

class JsonSite implements Sited {
  readonly text: string;

  constructor(
    private readonly frame: LineFrame,
    private readonly node: JsonText,
    private readonly parent: string,
    private readonly name: string,
  ) {
    this.text = node.text;
  }

  get place(): Place {
    return this.frame.placeAt(this.node.at, `${this.parent}/${this.name}`);
  }
}

/** Members of one object, asked for by name with the type they have to have. */
export class JsonCursor {
  private constructor(
    private readonly draft: LineDraft,
    private readonly frame: LineFrame,
    private readonly members: ReadonlyMap<string, JsonNode>,
    private readonly path: string,
  ) {}

  static of(draft: LineDraft, frame: LineFrame, node: JsonNode, path: string): JsonCursor | null {
    if (node.kind === 'object') return new JsonCursor(draft, frame, node.members, path);
    draft.report('json.type', frame.placeAt(node.at, path), { value: node.kind, expected: 'object' });
    return null;
  }

  get names(): Iterable<string> {
    return this.members.keys();
  }

  placeOf(name: string): Place {
    const node = this.members.get(name);
    return this.frame.placeAt(node?.at ?? 0, `${this.path}/${name}`);
  }

  /** A string, or a number as it is written. */
  text(name: string): Sited | null {
    const node = this.#get(name);
    if (node === null) return null;
    if (node.kind !== 'string' && node.kind !== 'number') return this.#refuse(name, node, 'string');
    return this.#sited(node, name);
  }

  number(name: string): Sited | null {
    const node = this.#get(name);
    if (node === null) return null;
    if (node.kind !== 'number' && node.kind !== 'string') return this.#refuse(name, node, 'number');
    return this.#sited(node, name);
  }

  object(name: string): JsonCursor | null {
    const node = this.#get(name);
    return node === null ? null : JsonCursor.of(this.draft, this.frame, node, `${this.path}/${name}`);
  }

  objects(name: string): readonly JsonCursor[] {
    return this.#items(name)
      .map((node, at) => JsonCursor.of(this.draft, this.frame, node, `${this.path}/${name}/${at}`))
      .filter((cursor) => cursor !== null);
  }

  texts(name: string): readonly Sited[] {
    const found: Sited[] = [];
    for (const [at, node] of this.#items(name).entries()) {
      if (node.kind === 'string' || node.kind === 'number') found.push(this.#sited(node, `${name}/${at}`));
      else this.#refuse(`${name}/${at}`, node, 'string');
    }
    return found;
  }

  #sited(node: JsonText, name: string): Sited {
    return new JsonSite(this.frame, node, this.path, name);
  }

  #items(name: string): readonly JsonNode[] {
    const node = this.#get(name);
    if (node === null) return [];
    if (node.kind === 'array') return node.items;
    this.#refuse(name, node, 'array');
    return [];
  }

  #get(name: string): JsonNode | null {
    const node = this.members.get(name);
    return node === undefined || node.kind === 'null' ? null : node;
  }

  #refuse(name: string, node: JsonNode, expected: string): null {
    this.draft.report('json.type', this.frame.placeAt(node.at, `${this.path}/${name}`), { value: node.kind, expected });
    return null;
  }
}
