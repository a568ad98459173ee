import { compile, match, type Rule, type RuleEvent } from '#libs/rules';
import subscriptionsOfSegment, { type Subscription } from '@segment/destination-subscriptions';
import { Engine } from 'json-rules-engine';
import { plans } from './calls.js';
import { atLeast, atMost, median, type Result } from './result.js';
import type { Scale } from './scale.js';

/** Rules as people have them: a name, and a property that tells apart. Every event hits one of them, at any number. */
function rulesOf(count: number): Rule[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `r${i}`,
    featureId: `f${i % 50}`,
    conditions: [
      { kind: 'event_name', operator: 'equals', value: `Event ${Math.floor(i / plans.length)}` },
      { kind: 'property', path: 'plan', operator: 'equals', value: plans[i % plans.length]! },
    ],
  }));
}

function eventsOf(rules: number): RuleEvent[] {
  return Array.from({ length: 1_000 }, (_, i) => ({
    name: `Event ${(i * 31) % (rules / plans.length)}`,
    properties: { plan: plans[i % plans.length], seats: i, source: 'web', nested: { page: { path: '/x' } } },
  }));
}

/** Events/s in one thread, for a bounded time. */
function rate(seconds: number, one: (n: number) => unknown): number {
  const start = performance.now();
  let n = 0;
  while (performance.now() - start < seconds * 1000) for (let i = 0; i < 64; i += 1) one(n++);
  return (n / (performance.now() - start)) * 1000;
}

async function rateAsync(seconds: number, one: (n: number) => Promise<unknown>): Promise<number> {
  const start = performance.now();
  let n = 0;
  while (performance.now() - start < seconds * 1000) await one(n++);
  return (n / (performance.now() - start)) * 1000;
}

const segmentOf = (rule: Rule): Subscription => ({
  type: 'group',
  operator: 'and',
  children: rule.conditions.map((condition) =>
    condition.kind === 'event_name'
      ? { type: 'event', operator: '=', value: (condition as { value: string }).value }
      : {
          type: 'event-property',
          name: condition.path,
          operator: '=',
          value: (condition as { value: string }).value,
        },
  ),
});

export async function matcher(scale: Scale): Promise<Result[]> {
  const seconds = Math.min(2, scale.seconds);
  const ours = (count: number): number => {
    const compiled = compile(rulesOf(count));
    const events = eventsOf(count);
    return median(
      Array.from({ length: scale.repeats }, () => rate(seconds, (n) => match(compiled, events[n % 1_000]!))),
    );
  };
  const figures = { 10: ours(10), 100: ours(100), 1000: ours(1_000), 10_000: ours(10_000) };

  const rules = rulesOf(1_000);
  const events = eventsOf(1_000);
  const subscriptions = rules.map(segmentOf);
  const segment = rate(seconds, (n) => {
    const { name, properties } = events[n % 1_000]!;
    return subscriptions.filter((subscription) =>
      subscriptionsOfSegment.validate(subscription, { type: 'track', event: name, properties }),
    );
  });
  const engine = new Engine(
    rules.map((rule) => ({
      conditions: {
        all: rule.conditions.map((condition) => ({
          fact: condition.kind === 'event_name' ? 'name' : 'plan',
          operator: 'equal',
          value: (condition as { value: string }).value,
        })),
      },
      event: { type: rule.id },
    })),
  );
  const jsonRulesEngine = await rateAsync(seconds, (n) => {
    const { name, properties } = events[n % 1_000]!;
    return engine.run({ name, plan: (properties as { plan: string }).plan });
  });

  return [
    atLeast('matcher, 10 rules', 'events/s', figures[10], 'a million a second', 1_000_000, 1),
    atLeast('matcher, 100 rules', 'events/s', figures[100], 'a million a second', 1_000_000, 1),
    atLeast(
      'matcher, 1,000 rules',
      'events/s',
      figures[1000],
      '@segment/destination-subscriptions',
      segment,
      50,
    ),
    atLeast('matcher, 1,000 rules', 'events/s', figures[1000], 'json-rules-engine', jsonRulesEngine, 5_000),
    atLeast('matcher, 10,000 rules', 'events/s', figures[10_000], 'a million a second', 1_000_000, 1),
    atMost('matcher, cost of 10,000 rules', 'ns', 1e9 / figures[10_000], '10 rules', 1e9 / figures[10], 3),
  ];
}
