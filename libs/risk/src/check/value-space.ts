import type { ASTNode } from '@marcbachmann/cel-js';
import { isComparison } from '../conditions/closures.ts';
import { type FeatureName, type Features, featureCatalogue, featureNames } from '../features/catalogue.ts';
import { type Literal, literalOf } from './condition-tree.ts';
import type { ScenarioLists, ValueLists } from '../lists/lists.ts';

/** Points that are tried at most; a rule with more is not judged. */
const MOST_POINTS = 50_000;

/**
 * Values of a rule's features that tell all its conditions apart: for conditions that compare features with constants and with each other by order and
 * equality, some point of this space gives whatever any values give. null where the conditions do more than that, or the space is too large.
 */
export class ValueSpace {
  readonly #values: ReadonlyMap<FeatureName, readonly Literal[]>;

  private constructor(values: ReadonlyMap<FeatureName, readonly Literal[]>) {
    this.#values = values;
  }

  static of(needs: readonly FeatureName[], trees: readonly ASTNode[], lists: SpaceLists): ValueSpace | null {
    const atoms = new Atoms(lists.values);
    for (const tree of trees) atoms.take(tree);
    if (!atoms.areSimple) return null;
    const values = new Map(needs.map((name) => [name, valuesOf(name, needs, atoms, lists.scenario)]));
    const points = [...values.values()].reduce((product, { length }) => product * length, 1);
    return points > MOST_POINTS ? null : new ValueSpace(values);
  }

  /** Every point, as features of which all others have no value. One object, changed in place. */
  *points(): Iterable<Features> {
    const features = Object.fromEntries(featureNames.map((name) => [name, null])) as Record<
      FeatureName,
      Literal | null
    >;
    yield* this.#spread(features, [...this.#values]);
  }

  *#spread(
    features: Record<FeatureName, Literal | null>,
    [first, ...rest]: readonly (readonly [FeatureName, readonly Literal[]])[],
  ): Iterable<Features> {
    if (first === undefined) {
      yield features as Features;
      return;
    }
    for (const value of first[1]) {
      features[first[0]] = value;
      yield* this.#spread(features, rest);
    }
  }
}

export interface SpaceLists {
  readonly scenario: ScenarioLists;
  readonly values: ValueLists;
}

/** What conditions compare with what. */
class Atoms {
  readonly constants = new Map<string, Set<Literal>>();
  /** Whether features are compared with each other. */
  comparesFeatures = false;
  areSimple = true;

  constructor(private readonly lists: ValueLists) {}

  take(node: ASTNode): void {
    if (isComparison(node)) return this.#comparison(node.op, ...node.args);
    switch (node.op) {
      case '&&':
      case '||':
        node.args.forEach((each) => this.take(each));
        return;
      case '!_':
        this.take(node.args);
        return;
      case 'id':
      case 'value':
        return;
      case 'in':
        this.#membership(...node.args);
        return;
      case 'call':
        this.#listed(node.args[0], node.args[1]);
        return;
      default:
        this.areSimple = false;
    }
  }

  #comparison(op: string, a: ASTNode, b: ASTNode): void {
    // Texts have an order as well, in which there is no number between two.
    if (op !== '==' && op !== '!=' && [a, b].some((each) => each.op === 'id' && typeOf(each.args) === 'text'))
      this.areSimple = false;
    if (a.op === 'id' && b.op === 'id') this.comparesFeatures = true;
    else if (a.op === 'id' && isLiteral(b)) this.#add(a.args, literalOf(b)!);
    else if (b.op === 'id' && isLiteral(a)) this.#add(b.args, literalOf(a)!);
    else this.areSimple = false;
  }

  #membership(of: ASTNode, list: ASTNode): void {
    if (of.op !== 'id' || list.op !== 'list' || !list.args.every(isLiteral)) this.areSimple = false;
    else for (const each of list.args) this.#add(of.args, literalOf(each)!);
  }

  #listed(name: string, [list, of]: readonly ASTNode[]): void {
    const members = list?.op === 'value' ? this.lists.get(String(list.args)) : undefined;
    if (name !== 'listed' || of?.op !== 'id' || members === undefined) this.areSimple = false;
    else for (const each of members) this.#add(of.args, each);
  }

  #add(feature: string, value: Literal): void {
    const known = this.constants.get(feature) ?? new Set();
    this.constants.set(feature, known.add(value));
  }
}

const typeOf = (name: string): string | undefined => featureCatalogue[name as FeatureName]?.type;

const isLiteral = (node: ASTNode): boolean => literalOf(node) !== null;

function valuesOf(
  name: FeatureName,
  needs: readonly FeatureName[],
  { constants, comparesFeatures }: Atoms,
  lists: ScenarioLists,
): readonly Literal[] {
  const definition = featureCatalogue[name];
  if (definition.type === 'truth') return [true, false];
  // Features that are compared with each other need each other's values, and as many of their own as there are of them.
  const alike = comparesFeatures ? needs.filter((each) => typeOf(each) === definition.type) : [name];
  const mentioned = new Set(alike.flatMap((each) => [...(constants.get(each) ?? [])]));
  if (definition.type === 'number') return numbersAround([...mentioned] as number[], alike.length);
  const possible = possibleTexts(name, lists);
  if (possible !== null) return possible;
  return [...new Set(['', ...mentioned, ...alike.map((_, i) => `another text ${i + 1}`)])];
}

/** The constants, and in each gap between them as many numbers as asked. */
function numbersAround(constants: readonly number[], inGap: number): readonly number[] {
  const sorted = [...constants].sort((a, b) => a - b);
  if (sorted.length === 0) return Array.from({ length: inGap }, (_, i) => i);
  const values: number[] = [];
  const steps = Array.from({ length: inGap }, (_, i) => i + 1);
  sorted.forEach((constant, i) => {
    if (i === 0) values.push(...steps.map((step) => constant - step));
    values.push(constant);
    const next = sorted[i + 1] ?? constant + inGap + 1;
    values.push(...steps.map((step) => constant + ((next - constant) * step) / (inGap + 1)));
  });
  return values;
}

/** All values that a feature can have; null where there is no end of them. */
export function possibleTexts(name: FeatureName, lists: ScenarioLists): readonly string[] | null {
  if (name === 'hs_group') return [...lists.hsGroups.names, 'other'];
  const definition = featureCatalogue[name];
  return definition.type === 'text' ? (definition.values ?? null) : null;
}
