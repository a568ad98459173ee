import {
  validate,
  type Condition as SegmentCondition,
  type Operator as SegmentOperator,
} from '@segment/destination-subscriptions';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  candidates,
  compile,
  conditionSchema,
  distance,
  disjoint,
  explain,
  formatPath,
  implies,
  match,
  matches,
  neverMatches,
  operators,
} from './index.js';
import type { Condition, OperatorInfo, Rule, RuleEvent, Scalar } from './index.js';

/* Few names, keys and values, so that conditions and events meet often. */

const names = ['A', 'B', 'AB', '', '__proto__'];
const keys = ['a', 'b', '0', '1', 'a.b', 'c\\', '__proto__', 'constructor', 'length'];
const scalars: Scalar[] = [
  'a',
  'b',
  'ab',
  'ba',
  '',
  '5',
  'true',
  'a\0',
  '\ud800',
  '\ufffd',
  5,
  0,
  -0,
  -1.5,
  1e21,
  true,
  false,
];

const scalar = fc.constantFrom(...scalars);

const jsonOver = (keys: readonly string[], leaf: fc.Arbitrary<unknown>) =>
  fc.letrec<{ value: unknown; object: object }>((tie) => ({
    object: fc
      .array(fc.tuple(fc.constantFrom(...keys), tie('value')), { minLength: 1, maxLength: 6 })
      .map((entries): object => Object.fromEntries(entries)),
    value: fc.oneof(
      { maxDepth: 3 },
      { arbitrary: leaf, weight: 6 },
      { arbitrary: fc.array(tie('value'), { maxLength: 3 }), weight: 1 },
      { arbitrary: tie('object'), weight: 2 },
    ),
  }));

const json = jsonOver(keys, fc.oneof({ arbitrary: scalar, weight: 8 }, fc.constant(null)));
const eventArbitrary: fc.Arbitrary<RuleEvent> = fc.record({
  name: fc.constantFrom(...names),
  properties: fc.oneof({ arbitrary: json.object, weight: 9 }, json.value, fc.constant(undefined)),
});

/** Every path that leads somewhere, with what is there. Found without the code under test. */
function places(value: unknown, keys: string[] = []): { path: string; value: unknown }[] {
  const here = keys.length > 0 && !keys.includes('') ? [{ path: formatPath(keys), value }] : [];
  if (typeof value !== 'object' || value === null) return here;
  return [...here, ...Object.entries(value).flatMap(([key, inner]) => places(inner, [...keys, key]))];
}

/** Not 0: small numbers are drawn more often. */
const rarely = fc.nat(4).map((n) => n === 2);

const draw = fc.record({
  at: fc.nat(),
  onName: rarely,
  anyPath: rarely,
  anyOperator: rarely,
  anyValue: rarely,
  path: fc.array(fc.constantFrom(...keys), { minLength: 1, maxLength: 3 }).map(formatPath),
  operator: fc.nat(),
  values: fc.array(scalar, { minLength: 1, maxLength: 4 }),
  cut: fc.nat(2),
});
type Draw = typeof draw extends fc.Arbitrary<infer T> ? T : never;

/** Which operators can be true of a value of that type. */
function suits({ id, value }: OperatorInfo, seen: unknown): boolean {
  if (id === 'exists' || id === 'not_exists') return true;
  if (Array.isArray(seen)) return id === 'includes' || id === 'not_includes';
  if (id === 'includes' || id === 'not_includes') return false;
  if (!isScalar(seen)) return id === 'not_equals' || id === 'not_in';
  if (value === 'scalar' || value === 'scalars') return true;
  return value === { string: 'text', number: 'number', boolean: 'none' }[typeof seen as 'string'];
}

/** A condition that more often than not holds for the event: it mostly takes path, operator and value from it. */
function conditionFor(event: RuleEvent, drawn: Draw, from: readonly OperatorInfo[] = operators): Condition {
  const all = places(event.properties).filter(({ value }) => from.some((operator) => suits(operator, value)));
  const there = drawn.anyPath ? undefined : all[drawn.at % all.length];
  const kind = drawn.onName ? 'event_name' : 'property';
  const seen = drawn.onName ? event.name : there?.value;

  const applying = from.filter(({ kinds }) => kinds.includes(kind));
  const suiting = applying.filter((operator) => suits(operator, seen));
  const fitting = drawn.anyOperator || suiting.length === 0 ? applying : suiting;
  const operator = fitting[drawn.operator % fitting.length]!;

  const [element] = Array.isArray(seen) ? (seen as unknown[]) : [seen];
  const value = isScalar(element) && !drawn.anyValue ? element : drawn.values[0]!;
  const text = String(value);
  const others = drawn.cut === 0 ? [] : drawn.values;
  return conditionSchema.parse({
    kind,
    ...(drawn.onName ? {} : { path: there?.path ?? drawn.path }),
    operator: operator.id,
    ...{
      none: {},
      text: { value: operator.id.endsWith('starts_with') ? text.slice(0, drawn.cut) : text.slice(drawn.cut) },
      number: { value: typeof value === 'number' ? value + 1 - drawn.cut : drawn.cut },
      scalar: { value: drawn.onName ? text : value },
      scalars: { values: [...others, value].map((one) => (drawn.onName ? String(one) : one)) },
    }[operator.value],
  });
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** Conditions made for one event, of which any two on the name become one. */
function conditionsFor(
  event: RuleEvent,
  draws: readonly Draw[],
  from?: readonly OperatorInfo[],
): Condition[] {
  const conditions = draws.map((drawn) => conditionFor(event, drawn, from));
  const first = conditions.findIndex(({ kind }) => kind === 'event_name');
  return conditions.filter(({ kind }, index) => kind !== 'event_name' || index === first);
}

const ruleOver = (from: readonly OperatorInfo[], event: fc.Arbitrary<RuleEvent>) =>
  fc
    .tuple(event, fc.array(draw, { minLength: 1, maxLength: 4 }))
    .map(([event, draws]) => ({ event, conditions: conditionsFor(event, draws, from) }));

const oneRule = ruleOver(operators, eventArbitrary);

const ruleSet = fc
  .tuple(
    fc.array(eventArbitrary, { minLength: 1, maxLength: 4 }),
    fc.array(fc.tuple(fc.nat(), fc.array(draw, { minLength: 1, maxLength: 4 })), { maxLength: 20 }),
  )
  .map(([events, made]) => ({
    events,
    rules: made.map(([of, draws], index): Rule => ({
      id: String(index),
      featureId: 'f',
      conditions: conditionsFor(events[of % events.length]!, draws),
    })),
  }));

describe('compile and match', () => {
  it('find what testing every rule by itself finds, in the same order', () => {
    let hits = 0;
    let runs = 0;
    fc.assert(
      fc.property(ruleSet, ({ events, rules }) => {
        const compiled = compile(rules);
        for (const event of events) {
          const naive = rules.filter((rule) => matches(rule, event));
          expect(match(compiled, event)).toEqual(naive);
          hits += naive.length;
          runs++;
        }
      }),
      { numRuns: 1_000 },
    );
    expect(hits / runs).toBeGreaterThan(0.5);
  });
});

describe('explain', () => {
  it('gives the verdict of matches, as the sum of the verdicts of the conditions', () => {
    fc.assert(
      fc.property(oneRule, eventArbitrary, ({ event: own, conditions }, other) => {
        for (const event of [own, other]) {
          const explanation = explain({ conditions }, event);
          const verdicts = conditions.map((condition) => matches({ conditions: [condition] }, event));
          expect(explanation.conditions.map(({ verdict }) => verdict)).toEqual(verdicts);
          expect(explanation.matches).toBe(matches({ conditions }, event));
          expect(explanation.matches).toBe(!verdicts.includes(false));
          expect(explanation.misses).toBe(verdicts.filter((verdict) => !verdict).length);
          expect(explanation.conditions.map(({ miss }) => miss === null)).toEqual(verdicts);
          expect(distance({ conditions }, event)).toEqual({
            misses: explanation.misses,
            farMisses: explanation.conditions.filter(({ miss }) => miss === 'missing' || miss === 'value')
              .length,
          });
          expect(match(compile([{ id: 'r', featureId: 'f', conditions }]), event)).toHaveLength(
            explanation.matches ? 1 : 0,
          );
        }
      }),
      { numRuns: 500 },
    );
  });
});

/** Postgres: `whole @> part`, https://www.postgresql.org/docs/current/datatype-json.html#JSON-CONTAINMENT. */
function jsonbContains(whole: unknown, part: unknown, top = true): boolean {
  if (Array.isArray(whole)) {
    if (Array.isArray(part))
      return part.every((inner) => whole.some((item) => jsonbContains(item, inner, false)));
    return top && !isObject(part) && whole.includes(part);
  }
  if (isObject(whole)) {
    return (
      isObject(part) &&
      Object.entries(part).every(
        ([key, inner]) => Object.hasOwn(whole, key) && jsonbContains(whole[key], inner, false),
      )
    );
  }
  return whole === part;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** As the database would: by the exact name, and by containment of what went over the wire as JSON. */
function letsThrough(conditions: readonly Condition[], event: RuleEvent): boolean {
  const { names, contains, impossible } = candidates(conditions);
  if (impossible) return false;
  if (names && !names.includes(event.name)) return false;
  const stored = JSON.parse(JSON.stringify(event.properties ?? null)) as unknown;
  return contains === undefined || jsonbContains(stored, JSON.parse(JSON.stringify(contains)));
}

describe('candidates', () => {
  const pushed = operators.filter(({ id }) =>
    ['equals', 'in', 'is_true', 'is_false', 'includes'].includes(id),
  );
  const leaf = fc.constantFrom('a', 'b', '', 'a\0', true, false, 5);
  const properties = jsonOver(['a', 'b', 'a.b', '__proto__', '0'], leaf).object;
  const pushedRule = ruleOver(pushed, fc.record({ name: fc.constantFrom(...names), properties }));

  it('never holds back an event that matches', () => {
    let hits = 0;
    let restricted = 0;
    fc.assert(
      fc.property(fc.oneof(oneRule, pushedRule), eventArbitrary, ({ event: own, conditions }, other) => {
        for (const event of [own, other]) {
          if (!matches({ conditions }, event)) continue;
          hits++;
          if (candidates(conditions).contains) restricted++;
          expect(letsThrough(conditions, event)).toBe(true);
        }
      }),
      { numRuns: 3_000 },
    );
    expect(hits).toBeGreaterThan(800);
    expect(restricted).toBeGreaterThan(100);
  });

  it('holds back what it can: a single equality lets nothing else through', () => {
    fc.assert(
      fc.property(json.object, fc.constantFrom('a', 'b', true, false), (properties, value) => {
        const conditions: Condition[] = [{ kind: 'property', path: 'a', operator: 'equals', value }];
        const event = { name: 'A', properties };
        expect(letsThrough(conditions, event)).toBe(matches({ conditions }, event));
      }),
    );
  });
});

describe('overlap', () => {
  /** Two rules that are often made for the same event, and events that often match. */
  const pair = fc
    .tuple(
      eventArbitrary,
      eventArbitrary,
      fc.boolean(),
      fc.array(draw, { minLength: 2, maxLength: 8 }),
      fc.nat(),
    )
    .map(([one, other, same, draws, cut]) => {
      const at = 1 + (cut % (draws.length - 1));
      return {
        events: [one, other],
        a: conditionsFor(one, draws.slice(0, at)),
        b: conditionsFor(same ? one : other, draws.slice(at)),
      };
    });

  it('proves nothing that an event refutes, and hardly ever says that it does not know', () => {
    const proofs: Record<string, number> = {};
    const count = (claim: string) => (proofs[claim] = (proofs[claim] ?? 0) + 1);
    fc.assert(
      fc.property(pair, fc.array(eventArbitrary, { maxLength: 5 }), ({ events, a, b }, others) => {
        const claims = {
          never: neverMatches(a),
          disjoint: disjoint(a, b),
          implies: implies(a, b),
          implied: implies(b, a),
        };
        for (const [claim, proof] of Object.entries(claims)) count(`${claim} ${proof}`);
        for (const event of [...events, ...others]) {
          const [byA, byB] = [matches({ conditions: a }, event), matches({ conditions: b }, event)];
          if (byA) expect(claims.never).not.toBe('yes');
          if (byA && byB) expect(claims.disjoint).not.toBe('yes');
          if (byA && !byB) expect(claims.implies).not.toBe('yes');
          if (byB && !byA) expect(claims.implied).not.toBe('yes');
        }
        if (claims.never === 'yes') expect([claims.disjoint, claims.implies]).toEqual(['yes', 'yes']);
        expect(disjoint(b, a)).toBe(claims.disjoint);
        expect([implies(a, a), implies([...a, ...b], a)]).toEqual(['yes', 'yes']);
      }),
      { numRuns: 800 },
    );
    for (const claim of ['never', 'disjoint', 'implies', 'implied']) {
      for (const proof of ['yes', 'no'])
        expect([claim, proofs[`${claim} ${proof}`]! > 12]).toEqual([claim, true]);
      expect([claim, (proofs[`${claim} unknown`] ?? 0) < 12]).toEqual([claim, true]);
    }
  });
});

const segmentOperators: Partial<Record<Condition['operator'], SegmentOperator>> = {
  greater_than: '>',
  greater_or_equal: '>=',
  less_than: '<',
  less_or_equal: '<=',
  contains: 'contains',
  not_contains: 'not_contains',
  starts_with: 'starts_with',
  not_starts_with: 'not_starts_with',
  ends_with: 'ends_with',
  not_ends_with: 'not_ends_with',
  exists: 'exists',
  not_exists: 'not_exists',
  is_true: 'is_true',
  is_false: 'is_false',
};

/** The same condition in Segment's words, undefined where Segment has none. */
function toSegment(condition: Condition): SegmentCondition | undefined {
  const on =
    condition.kind === 'property'
      ? { type: 'event-property' as const, name: condition.path }
      : { type: 'event' as const };
  const equals = (value: Scalar): SegmentCondition => {
    if (typeof value === 'boolean') return { ...on, operator: value ? 'is_true' : 'is_false' };
    return { ...on, operator: typeof value === 'string' ? '=' : 'number_equals', value } as SegmentCondition;
  };
  switch (condition.operator) {
    case 'equals':
      return equals(condition.value);
    case 'in':
      return { type: 'group', operator: 'or', children: condition.values.map(equals) };
    case 'not_equals':
    case 'not_in': {
      // Texts only: Segment's number_not_equals is false for a property that is missing or of another type, ours is
      // true, and for booleans Segment has none.
      const values: Scalar[] = 'values' in condition ? condition.values : [condition.value];
      if (!values.every((value) => typeof value === 'string')) return undefined;
      return {
        type: 'group',
        operator: 'and',
        children: values.map((value) => ({ ...on, operator: '!=', value })),
      };
    }
    default: {
      const operator = segmentOperators[condition.operator];
      if (!operator) return undefined;
      return {
        ...on,
        operator,
        ...('value' in condition ? { value: condition.value } : {}),
      } as SegmentCondition;
    }
  }
}

/** Segment reads on through a text (its characters), and answers a false, 0 or "" on the way as if it were at the end. */
function endsInScalarBefore(properties: unknown, path: string): boolean {
  let value = properties;
  for (const key of path.split('.')) {
    if (value !== undefined && (typeof value !== 'object' || value === null)) return true;
    value = value === undefined ? undefined : (value as Record<string, unknown>)[key];
  }
  return false;
}

describe("Segment's own matcher", () => {
  // No keys with dots, which Segment cannot reach, and none that are inherited, which Segment reads.
  const tame = jsonOver(
    ['a', 'b', '0', '1', 'c d'],
    fc.oneof({ arbitrary: scalar, weight: 8 }, fc.constant(null)),
  );
  const event = fc.record({ name: fc.constantFrom(...names), properties: tame.object });
  const path = fc.array(fc.constantFrom('a', 'b', '0', '1', 'c d'), { minLength: 1, maxLength: 3 });
  const tameDraw = fc.tuple(draw, path).map(([drawn, keys]) => ({ ...drawn, path: formatPath(keys) }));
  const known = operators.filter(({ id }) => id !== 'includes' && id !== 'not_includes');

  it('gives the same verdicts wherever it has the operator', () => {
    const verdicts = { true: 0, false: 0 };
    const seen = new Set<string>();
    fc.assert(
      fc.property(event, event, fc.array(tameDraw, { minLength: 1, maxLength: 3 }), (own, other, draws) => {
        for (const event of [own, other]) {
          const conditions = conditionsFor(own, draws, known).filter(
            (condition) =>
              toSegment(condition) !== undefined &&
              !(condition.kind === 'property' && endsInScalarBefore(event.properties, condition.path)),
          );
          const children = conditions.map((condition) => toSegment(condition)!);
          const theirs = validate(
            { type: 'group', operator: 'and', children },
            { event: event.name, properties: event.properties },
          );
          expect(matches({ conditions }, event)).toBe(theirs);
          verdicts[`${theirs}`]++;
          for (const { kind, operator } of conditions) seen.add(`${kind} ${operator}`);
        }
      }),
      { numRuns: 3_000 },
    );
    expect(Math.min(verdicts.true, verdicts.false)).toBeGreaterThan(1_000);
    expect([...seen].sort()).toEqual(
      known.flatMap(({ id, kinds }) => kinds.map((kind) => `${kind} ${id}`)).sort(),
    );
  });
});
