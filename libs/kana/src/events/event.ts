import type { EnvironmentId } from '../platform/environment.js';

/** A Segment call that is stored. The others (page, screen, group, alias) are ignored. */
export type EventType = 'track' | 'identify';

/** An event on its way into the store, checked and normalised. */
export interface NewEvent {
  type: EventType;
  /** External user id. Longer than 255 characters: shortened by `indexable`. */
  userId: string;
  /** As the client gave it, or a new UUID. Shortened by `indexable`. */
  messageId: string;
  /** Event name of a track call; null for identify. The first 255 characters: the whole stands in the payload. */
  name: string | null;
  occurredAt: Date;
  receivedAt: Date;
  /** The call as it came, as JSON text, without keys (`writeKey`). Valid for PostgreSQL's jsonb. */
  payload: string;
}

/** What became of one event of a request, after the commit. */
export type WriteOutcome = 'accepted' | 'duplicate';

/** Calls that were not stored, counted beside those that were. */
export interface Tally {
  dropped: number;
  ignored: number;
}

/** The door of the store. Resolves after the commit, with one outcome per event in the same order. */
export interface EventSink {
  write(environment: EnvironmentId, events: readonly NewEvent[], tally: Tally): Promise<WriteOutcome[]>;
}
