import { type Result, within } from './result.js';
import type { Scale } from './scale.js';
import { type Queue, startSystem, type System } from './system.js';
import { store } from './retroactive.bench.js';

const rule = (name: string, conditions: object[]) => ({
  name,
  featureId: 'wanted',
  conditions: conditions.map((condition) => ({ kind: 'property', ...condition })),
});

const ofName = {
  ...rule('Of a name', []),
  conditions: [
    { kind: 'event_name', operator: 'equals', value: 'Wanted' },
    { kind: 'property', path: 'plan', operator: 'equals', value: 'pro' },
  ],
};

const ofAny = rule('Of any name', [{ path: 'plan', operator: 'equals', value: 'pro' }]);

interface Preview {
  looked: { unmapped: { events: number; of: { value: number } } };
}

/** The slowest of several, since somebody waits for each. */
async function slowest(
  system: System,
  times: number,
  body: object,
): Promise<{ seconds: number; answer: Preview }> {
  const seconds: number[] = [];
  let answer: Preview | undefined;
  for (let i = 0; i < times; i += 1) {
    const start = performance.now();
    answer = await system.call<Preview>('POST', '/api/rules/preview', body);
    seconds.push((performance.now() - start) / 1000);
  }
  return { seconds: Math.max(...seconds), answer: answer! };
}

/** Rules that are not saved yet, tried on a store of unmapped events, and a rule that recorded a share of them. */
export async function preview(queue: Queue, scale: Scale): Promise<Result[]> {
  const system = await startSystem(queue, { worker: true });
  try {
    await system.call('POST', '/api/features', { id: 'wanted', name: 'Wanted', type: 'CONSUMABLE' });
    await system.settled();
    await store(system, scale.unmapped, 0.25);
    const times = scale.repeats * 3;
    const results: Result[] = [];
    const add = async (title: string, body: object): Promise<void> => {
      const { seconds, answer } = await slowest(system, times, body);
      const { events, of } = answer.looked.unmapped;
      const looked = `${events.toLocaleString('en')} of ${of.value.toLocaleString('en')} looked at`;
      results.push(within(`preview, ${title} (${looked})`, 's', seconds, 2));
    };
    await add('a rule of a name', { action: 'create', rule: ofName });
    await add('a rule of any name', { action: 'create', rule: ofAny });

    const { id } = await system.call<{ id: string }>('POST', '/api/rules', ofName);
    await system.settled();
    await add('an edit of a rule with usage, to any name', { action: 'update', ruleId: id, rule: ofAny });
    return results;
  } finally {
    await system.stop();
  }
}
