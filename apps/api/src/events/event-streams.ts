import { DomainError, type StoredEvent, type TailedEvent } from '#libs/kana';
import type { FastifyRequest } from 'fastify';

/** Most events that come before the live ones. */
export const maxBacklog = 200;

/** What a listener wants to see. */
export interface StreamFilter {
  name?: string | undefined;
  type?: StoredEvent['type'] | undefined;
  identities?: readonly { partition: number; identity: string }[] | undefined;
}

/** Whether a listener may want an event, by what the tail knows of it: of a long name the beginning. */
export const mayPass = ({ name, type, identities }: StreamFilter, event: TailedEvent): boolean =>
  (type === undefined || event.type === type) &&
  (name === undefined || (event.name !== null && name.startsWith(event.name))) &&
  (identities === undefined ||
    identities.some((one) => one.partition === event.partition && one.identity === event.identity));

export const passes = ({ name }: StreamFilter, event: StoredEvent): boolean =>
  name === undefined || event.name === name;

export type Kind = 'event' | 'outcome' | 'skipped';

/** One message of a stream. `id` is what a browser sends when it comes back. */
export const frame = (kind: Kind, data: unknown, id: bigint): string =>
  `event: ${kind}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;

/** The id up to which a browser that comes back has seen everything. */
export function resumedFrom(request: FastifyRequest): bigint | null {
  const id = request.headers['last-event-id'];
  if (id === undefined || id === '') return null;
  if (typeof id === 'string' && /^\d{1,18}$/.test(id)) return BigInt(id);
  throw new DomainError('invalid', 'invalid_cursor', 'Last-Event-ID is not one of this stream.', {
    faults: [{ path: 'Last-Event-ID', message: 'send the id of the last message, unchanged, or none' }],
  });
}
