import { load } from '../load.js';
import type { System } from '../system.js';
import { frequentName, mappedNames } from './store.js';

/** How often each thing is asked for. */
export interface Amounts {
  batches: number;
  singles: number;
  identifies: number;
  reads: number;
}

type Drive = (system: System, amounts: Amounts, users: number) => Promise<void>;

/** What the server is asked to do, one after the other; each until nothing is left to do. */
export const phases = {
  batches: (system, { batches }) =>
    accepted(system, { path: '/v1/batch', eventsPerRequest: 100, connections: 16, requests: batches }),
  singles: (system, { singles }) =>
    accepted(system, { path: '/v1/track', eventsPerRequest: 1, connections: 64, requests: singles }),
  identify: async (system, { identifies }, users) => {
    const calls = Array.from({ length: identifies }, (_, n) => identifyCall(n, users));
    const send = async (): Promise<void> => {
      for (let batch = calls.splice(0, 100); batch.length > 0; batch = calls.splice(0, 100))
        await system.call('POST', '/v1/batch', { batch });
    };
    await Promise.all([send(), send(), send(), send()]);
  },
  reading: async (system, { reads }, users) => {
    for (let n = 0; n < reads; n += 1) {
      const user = `user-${(n * 997) % users}`;
      const feature = `feature-${n % mappedNames.length}`;
      await system.call(
        'GET',
        `/api/usage?userId=${user}&featureId=${feature}&from=2025-11-01&to=2025-12-01`,
      );
      await system.call('GET', '/api/events?limit=50');
      if (n % 20 === 0) await system.call('GET', '/api/unmapped');
    }
  },
  run: async (system) => {
    await system.call('POST', '/api/rules', {
      name: 'Retroactive',
      featureId: 'feature-0',
      conditions: [
        { kind: 'event_name', operator: 'equals', value: frequentName },
        { kind: 'property', path: 'plan', operator: 'equals', value: 'pro' },
      ],
    });
  },
  retract: async (system) => {
    const { data } = await system.call<{ data: { id: string; name: string }[] }>(
      'GET',
      '/api/rules?limit=50',
    );
    const rule = data.find(({ name }) => name === mappedNames[0])!;
    await system.call('POST', `/api/rules/${rule.id}/retract`, { disable: true });
  },
} satisfies Record<string, Drive>;

export type Phase = keyof typeof phases;

async function accepted(system: System, options: Omit<Parameters<typeof load>[0], 'origin'>): Promise<void> {
  const { refused } = await load({ origin: system.origin, ...options });
  if (refused > 0) throw new Error(`${refused} requests were refused.`);
}

/** Of each three calls, one says what is known, one has a new name, one a new email. */
function identifyCall(n: number, users: number): object {
  const of = (n * 31) % users;
  const traits = [
    { name: `User ${of}`, email: `user-${of}@example.com` },
    { name: `Renamed ${n}` },
    { email: `new-${n}@example.com` },
  ][n % 3];
  return { type: 'identify', userId: `user-${of}`, messageId: `identify-${n}`, traits };
}
