/** Faults that are listed of one document. */
const MOST = 100;

/** What is wrong with a document, at a JSON pointer (RFC 6901). */
export interface MappingFault {
  readonly pointer: string;
  readonly message: string;
}

/** A member of a JSON document with its pointer (RFC 6901); its value is undefined where it is not there. */
export class JsonMember {
  constructor(
    readonly value: unknown,
    readonly pointer: string,
    private readonly faults: JsonFaults,
  ) {}

  get isObject(): boolean {
    return typeof this.value === 'object' && this.value !== null && !Array.isArray(this.value);
  }

  member(name: string): JsonMember {
    const value =
      this.isObject && Object.hasOwn(this.value as object, name)
        ? (this.value as Record<string, unknown>)[name]
        : undefined;
    return new JsonMember(value, `${this.pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, this.faults);
  }

  /** Reports every member that is none of these. */
  only(names: readonly string[]): void {
    if (!this.isObject) return this.faults.report(this, 'has to be an object');
    for (const name of Object.keys(this.value as object))
      if (!names.includes(name))
        this.faults.report(this.member(name), `is not known here; known are ${names.join(', ')}`);
  }
}

/** Reads members of a JSON document as what they have to be, and keeps what is wrong with them, each fault once. */
export class JsonFaults {
  readonly found: MappingFault[] = [];

  root(value: unknown): JsonMember {
    return new JsonMember(value, '', this);
  }

  report({ pointer }: JsonMember, message: string): void {
    if (this.found.length < MOST && !this.found.some((fault) => fault.pointer === pointer))
      this.found.push({ pointer, message });
  }

  oneOf<const T extends string>(member: JsonMember, choices: readonly T[], otherwise: T, need?: 'required'): T {
    if (member.value === undefined && need === undefined) return otherwise;
    const found = choices.find((choice) => choice === member.value);
    if (found === undefined) this.report(member, `has to be ${choices.map((choice) => `"${choice}"`).join(' or ')}`);
    return found ?? otherwise;
  }

  /** @param otherwise null where it has to be there */
  whole(member: JsonMember, least: number, most: number, otherwise: number | null): number {
    const { value } = member;
    if (value === undefined && otherwise !== null) return otherwise;
    if (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most) return value as number;
    this.report(member, `has to be a whole number from ${least} to ${most}`);
    return least;
  }

  text(member: JsonMember, least: number, most: number, otherwise: string): string {
    const { value } = member;
    if (value === undefined) return otherwise;
    if (typeof value === 'string' && value.length >= least && value.length <= most) return value;
    this.report(
      member,
      least === most ? `has to be a text of ${most}` : `has to be a text of ${least} to ${most} characters`,
    );
    return otherwise;
  }

  texts(member: JsonMember, most: number): readonly string[] {
    if (member.value === undefined) return [];
    return this.list(member, 0, most).map((each) => this.text(each, 1, 200, '-'));
  }

  textMap(member: JsonMember, most: number): ReadonlyMap<string, string> {
    if (member.value === undefined) return new Map();
    if (!member.isObject || Object.keys(member.value as object).length > most) {
      this.report(member, `has to be an object of at most ${most} texts`);
      return new Map();
    }
    return new Map(
      Object.keys(member.value as object).map((name) => {
        const each = member.member(name);
        if (typeof each.value !== 'string' || each.value.length > 200) this.report(each, 'has to be a text');
        return [name, String(each.value)];
      }),
    );
  }

  list(member: JsonMember, least: number, most: number): readonly JsonMember[] {
    const { value } = member;
    if (!Array.isArray(value) || value.length < least || value.length > most) {
      this.report(member, `has to be an array of ${least} to ${most}`);
      return [];
    }
    return value.map((_, at) => new JsonMember(value[at], `${member.pointer}/${at}`, this));
  }
}
