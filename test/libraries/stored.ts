import type { TestServer } from '../harness.js';
import type { Call } from './comparison.js';

export interface Stored {
  id: string;
  type: string;
  messageId: string;
  userId: string;
  name: string | null;
  occurredAt: string;
  payload: Call;
}

/** Events as the API shows them, oldest first: all of them, or those of one user. */
export async function storedEvents(server: TestServer, userId?: string): Promise<Omit<Stored, 'payload'>[]> {
  const query = userId === undefined ? '' : `&userId=${encodeURIComponent(userId)}`;
  const { body } = await server.call('GET', `/api/events?limit=200${query}`);
  return body.data.toReversed();
}

/** The same with what was stored of each. */
export async function storedCalls(server: TestServer, userId?: string): Promise<Stored[]> {
  const events = await storedEvents(server, userId);
  return Promise.all(
    events.map(async ({ id }) => (await server.call('GET', `/api/events/${id}`)).body as Stored),
  );
}

export interface Counts {
  received: number;
  duplicates: number;
  dropped: number;
  ignored: number;
}

/** What became of the calls that something sends. */
export async function countsOf(server: TestServer, sending: () => Promise<unknown>): Promise<Counts> {
  const before = await counts(server);
  await sending();
  const after = await counts(server);
  return {
    received: after.received - before.received,
    duplicates: after.duplicates - before.duplicates,
    dropped: after.dropped - before.dropped,
    ignored: after.ignored - before.ignored,
  };
}

async function counts(server: TestServer): Promise<Counts> {
  return (await server.call('GET', '/api/conservation')).body;
}

export async function usageOf(server: TestServer, userId: string, featureId: string): Promise<number> {
  const { body } = await server.call(
    'GET',
    `/api/usage?userId=${encodeURIComponent(userId)}&featureId=${featureId}`,
  );
  return body.total;
}
