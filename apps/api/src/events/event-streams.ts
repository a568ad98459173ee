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

/** One message of a stream. A browser that comes back sends the last `id`; without one it sends that of before. */
export const frame = (kind: Kind, data: object, id: bigint | null): string =>
  `event: ${kind}\n${id === null ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;

/** Moves the id on, and keeps the connection: browsers show nothing of it. */
export const mark = (id: bigint): string => `id: ${id}\n\n`;

/** The id up to which a browser that comes back has seen everything. */
export function resumedFrom(request: FastifyRequest): bigint | null {
  const id = request.headers['last-event-id'];
  if (id === undefined || id === '') return null;
  if (typeof id === 'string' && /^\d{1,18}$/.test(id)) return BigInt(id);
  throw new DomainError('invalid', 'invalid_cursor', 'Last-Event-ID is not one of this stream.', {
    faults: [{ path: 'Last-Event-ID', message: 'send the id of the last message, unchanged, or none' }],
  });
}
