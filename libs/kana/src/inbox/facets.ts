import { formatPath, type Scalar, typeOf, type ValueType } from '#libs/rules';

/** Longest path and longest text that stand in a group: an ignored group is a key of an index. */
export const groupTextMax = 255;

/** Bounds of what is kept of events, whatever they hold: places below `properties`, values at each. */
const nodesMax = 200;
const valuesMax = 100;
const depthMax = 6;
/** Elements of an array that are looked into. */
const elementsMax = 3;

/** Values shown of a path. */
const valuesShown = 20;

interface Counted {
  value: Scalar | null;
  count: number;
  users: Set<number>;
}

interface Node {
  keys: readonly string[];
  children: Map<string, Node>;
  /** How many events have a scalar, null or an array here. */
  present: number;
  types: Map<ValueType, number>;
  values: Map<string, Counted>;
  /** Events whose value is not among the kept ones. */
  unkept: number;
}

export interface FacetValue {
  type: ValueType;
  value: Scalar | null;
  count: number;
  users: number;
}

export interface Facet {
  path: string;
  present: number;
  share: number;
  types: Partial<Record<ValueType, number>>;
  distinct: number;
  distinctAtLeast: boolean;
  distinctHeavy: boolean;
  values: FacetValue[];
  other: number;
}

/**
 * Counts the values at each path of events' properties. Memory is bounded: of what comes first (the caller gives the
 * newest) a bounded number of paths and values is kept, and the rest is counted.
 */
export class Facets {
  private readonly root = emptyNode([]);
  private readonly users = new Map<string, number>();
  private nodes = 0;
  private events = 0;
  private full = false;

  add(properties: unknown, user: string): void {
    this.events += 1;
    let number = this.users.get(user);
    if (number === undefined) this.users.set(user, (number = this.users.size));
    if (typeof properties === 'object' && properties !== null) this.descend(this.root, properties, number);
  }

  /** Paths with few values first, those with a value per event last. `complete`: no path was left out. */
  result(): { paths: Facet[]; complete: boolean } {
    const paths = [...this.below(this.root)]
      .filter(({ present }) => present > 0)
      .map((node) => this.facet(node))
      .sort(
        (one, other) =>
          Number(one.distinctHeavy) - Number(other.distinctHeavy) ||
          one.distinct - other.distinct ||
          other.present - one.present ||
          (one.path < other.path ? -1 : 1),
      );
    return { paths, complete: !this.full };
  }

  private descend(parent: Node, value: object, user: number): void {
    const entries = Array.isArray(value)
      ? value.slice(0, elementsMax).map((element: unknown, index) => [String(index), element] as const)
      : Object.entries(value as Record<string, unknown>);
    for (const [key, inner] of entries) {
      const node = this.child(parent, key);
      if (node) this.visit(node, inner, user);
    }
  }

  private child(parent: Node, key: string): Node | undefined {
    const known = parent.children.get(key);
    // A key that is the empty text has no path.
    if (known || key === '') return known;
    const keys = [...parent.keys, key];
    if (this.nodes === nodesMax || keys.length > depthMax || formatPath(keys).length > groupTextMax) {
      this.full = true;
      return undefined;
    }
    this.nodes += 1;
    const node = emptyNode(keys);
    parent.children.set(key, node);
    return node;
  }

  private visit(node: Node, value: unknown, user: number): void {
    const type = typeOf(value);
    if (type !== 'object') {
      node.present += 1;
      node.types.set(type, (node.types.get(type) ?? 0) + 1);
    }
    if (typeof value === 'object' && value !== null) this.descend(node, value, user);
    else keep(node, value as Scalar | null, user);
  }

  private *below(node: Node): Generator<Node> {
    for (const child of node.children.values()) {
      yield child;
      yield* this.below(child);
    }
  }

  private facet(node: Node): Facet {
    const kept = [...node.values.entries()]
      .sort(([one, { count }], [other, { count: against }]) => against - count || (one < other ? -1 : 1))
      .map(([, counted]) => counted);
    const shown = kept.slice(0, valuesShown);
    const arrays = node.types.get('array') ?? 0;
    return {
      path: formatPath(node.keys),
      present: node.present,
      share: node.present / this.events,
      types: Object.fromEntries(node.types),
      distinct: kept.length,
      distinctAtLeast: node.unkept > 0,
      distinctHeavy: isHeavy(kept.length, node),
      values: shown.map(({ value, count, users }) => ({
        type: typeOf(value),
        value,
        count,
        users: users.size,
      })),
      other: node.present - arrays - shown.reduce((sum, { count }) => sum + count, 0),
    };
  }
}

const emptyNode = (keys: readonly string[]): Node => ({
  keys,
  children: new Map(),
  present: 0,
  types: new Map(),
  values: new Map(),
  unkept: 0,
});

function keep(node: Node, value: Scalar | null, user: number): void {
  const key = `${typeof value} ${value}`;
  let counted = node.values.get(key);
  if (!counted) {
    if (node.values.size === valuesMax || (typeof value === 'string' && value.length > groupTextMax)) {
      node.unkept += 1;
      return;
    }
    node.values.set(key, (counted = { value, count: 0, users: new Set() }));
  }
  counted.count += 1;
  counted.users.add(user);
}

/** Whether a path has about a value per event, as ids and times have: no group is made by it. */
function isHeavy(distinct: number, { present, unkept }: Node): boolean {
  return (distinct > 5 && distinct * 2 > present) || unkept * 2 > present;
}
