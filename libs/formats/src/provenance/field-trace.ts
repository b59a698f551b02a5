import type { Moment } from '../values/moments.ts';
import type { Sited } from '../values/sited.ts';
import type { FieldOrigin } from './read-field.ts';

/**
 * What a draft keeps of its fields beside their places, where their origin is asked for. Names of fields are those that the draft is given:
 * `consignor.address.postcode`, `articles.0.hs`, `conveyance.arrives`.
 */
export class FieldTrace {
  readonly #stated: [string, Sited][] = [];
  readonly #origins = new Map<string, FieldOrigin>();
  readonly #moments = new Map<string, Moment>();

  /** It stands there, but the draft did not read it: a code that a table translates, the issue time of an envelope. */
  stated(field: string, sited: Sited | null, moment: Moment | null = null): void {
    if (sited !== null) this.#stated.push([field, sited]);
    if (moment !== null) this.#moments.set(field, moment);
  }

  /** It stands nowhere. @param field with all that is below it */
  derived(field: string, from: FieldOrigin): void {
    this.#origins.set(field, from);
  }

  moment(field: string, moment: Moment): void {
    this.#moments.set(field, moment);
  }

  /** What was said once for all lines. @param field with all that is below it */
  inherit(shared: FieldTrace, field: string): void {
    for (const [name, sited] of shared.#stated) if (name.startsWith(field)) this.#stated.push([name, sited]);
    for (const [name, origin] of shared.#origins) if (name.startsWith(field)) this.#origins.set(name, origin);
    for (const [name, moment] of shared.#moments) if (name.startsWith(field)) this.#moments.set(name, moment);
  }

  get statements(): readonly (readonly [string, Sited])[] {
    return this.#stated;
  }

  /** Of the field itself, or of what it stands below. */
  originOf(field: string): FieldOrigin | null {
    for (let at = field.length; at > 0; at = field.lastIndexOf('.', at - 1)) {
      const origin = this.#origins.get(field.slice(0, at));
      if (origin !== undefined) return origin;
    }
    return null;
  }

  momentOf(field: string): Moment | null {
    return this.#moments.get(field) ?? null;
  }
}
