import {
  DomainError,
  EventReader,
  EventTail,
  partitionOf,
  Partitions,
  TailWindow,
  type EnvironmentId,
  type StoredEvent,
  type TailedEvent,
} from '#libs/kana';
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Admission } from '../http/admission.js';
import { Metrics } from '../http/metrics.js';
import {
  frame,
  type Kind,
  mark,
  maxBacklog,
  mayPass,
  passes,
  resumedFrom,
  type StreamFilter,
} from './event-streams.js';

/** Between two looks at the store, for all listeners of an environment together. */
const lookMs = 500;
/** Events that a look takes; of more at once the newest. */
const lookLimit = 2_000;
/** Events that one listener is sent after a look, and all of them together. */
const sentLimit = 100;
const sentToAllLimit = 500;
/** Pending events whose outcome is waited for, and for how long. */
const pendingLimit = 1_000;
const pendingMs = 60_000;
/** Silence after which a listener, and the proxies before it, are told that the stream is open. */
const heartbeatMs = 15_000;
/** How often a listener's key or session is looked at again; with the 2 s that a key is trusted, it ends within 5. */
const admitMs = 2_000;
const listenerLimit = 200;
/** Bytes that a listener may leave unread: then it has to come back. */
const unreadLimit = 512 * 1024;

interface Listener {
  tail: Tail;
  filter: StreamFilter;
  request: FastifyRequest;
  reply: FastifyReply;
  /** What came while its first events were read; null from then on. */
  waiting: { kind: Kind; data: StoredEvent | object }[] | null;
  /** Whether it has its first events: until then it is told no id, so that it would get all of them again. */
  caughtUp: boolean;
  writtenAt: number;
  admittedAt: number;
}

/** One environment's tail: it looks at the store while somebody listens. */
interface Tail {
  environment: EnvironmentId;
  listeners: Set<Listener>;
  window: TailWindow;
  /** Every event up to this id was sent to whoever wants it: where a browser that comes back goes on. */
  sentUpTo: bigint;
  /** What a look found, until it is sent: a look that fails halfway loses nothing. */
  unsent: Choice[];
  /** Events that were sent as pending, and to whom. */
  pending: Map<string, { partition: number; since: number; listeners: Set<Listener> }>;
  /** Resolves after the first look. */
  started: Promise<void>;
  timer: NodeJS.Timeout | undefined;
}

/** New events that a listener may want. */
interface Choice {
  listener: Listener;
  events: TailedEvent[];
  skipped: boolean;
}

interface Opening {
  environment: EnvironmentId;
  filter: StreamFilter;
  backlog: number;
}

/** Streams of events. All listeners of an environment share one look at the store; without listeners there is none. */
@Injectable()
export class EventStreams implements BeforeApplicationShutdown {
  private readonly logger = new Logger(EventStreams.name);
  private readonly tails = new Map<EnvironmentId, Tail>();
  private stopping = false;

  constructor(
    private readonly store: EventTail,
    private readonly events: EventReader,
    private readonly partitions: Partitions,
    private readonly admission: Admission,
    private readonly metrics: Metrics,
  ) {}

  /** Answers with a stream. What was there comes first, then what comes. */
  async open(request: FastifyRequest, reply: FastifyReply, opening: Opening): Promise<void> {
    const resumed = resumedFrom(request);
    this.refuseWhereFull();
    const listener = this.listen(request, reply, opening);
    try {
      // Listening comes before reading: what is stored in between comes by one way or by both, never by none.
      await listener.tail.started;
      const limit = resumed === null ? Math.max(1, opening.backlog) : maxBacklog;
      const { data, nextCursor } = await this.events.list(opening.environment, opening.filter, { limit });
      const first =
        resumed === null ? data.slice(0, opening.backlog) : data.filter(({ id }) => BigInt(id) > resumed);
      await this.sendFirst(listener, first.reverse(), {
        skipped: resumed !== null && nextCursor !== null && first.length === data.length,
      });
    } catch (error) {
      this.remove(listener);
      throw error;
    }
  }

  /** Every stream ends, so that the server can: browsers come back to the next process. */
  beforeApplicationShutdown(): void {
    this.stopping = true;
    for (const { listeners } of this.tails.values()) for (const listener of listeners) this.close(listener);
  }

  private refuseWhereFull(): void {
    if (this.stopping) throw stopping();
    const open = [...this.tails.values()].reduce((sum, { listeners }) => sum + listeners.size, 0);
    if (open < listenerLimit) return;
    const message = `${listenerLimit} streams are open already. Close one, or try again later.`;
    throw new DomainError('overloaded', 'too_many_streams', message, { retryAfter: 30 });
  }

  private listen(request: FastifyRequest, reply: FastifyReply, { environment, filter }: Opening): Listener {
    const tail = this.tailOf(environment);
    const now = performance.now();
    const listener: Listener = {
      tail,
      filter,
      request,
      reply,
      waiting: [],
      caughtUp: false,
      writtenAt: now,
      admittedAt: now,
    };
    tail.listeners.add(listener);
    this.metrics.streamListeners.inc();
    reply.raw.on('close', () => this.remove(listener));
    if (request.raw.socket.destroyed) this.remove(listener);
    return listener;
  }

  private tailOf(environment: EnvironmentId): Tail {
    const there = this.tails.get(environment);
    if (there) return there;
    const tail: Tail = {
      environment,
      listeners: new Set(),
      window: new TailWindow(),
      sentUpTo: 0n,
      unsent: [],
      pending: new Map(),
      started: Promise.resolve(),
      timer: undefined,
    };
    this.tails.set(environment, tail);
    tail.started = this.look(tail);
    tail.started.then(
      () => this.schedule(tail),
      // Every listener waits for it and is told; the next one begins anew.
      () => this.forget(tail),
    );
    return tail;
  }

  private schedule(tail: Tail): void {
    if (tail.listeners.size === 0) return;
    tail.timer = setTimeout(() => {
      void this.look(tail)
        .catch((error: unknown) => this.logger.warn(`The tail did not see the store: ${String(error)}`))
        .then(() => this.schedule(tail));
    }, lookMs);
  }

  private async look(tail: Tail): Promise<void> {
    this.attend(tail);
    const fresh = tail.window.take(await this.store.look(tail.environment, tail.window.low, lookLimit));
    tail.unsent.push(...choose(tail.listeners, fresh));
    const wanted = new Map(
      tail.unsent.flatMap(({ events }) => events).map(({ id, partition }) => [id, partition]),
    );
    for (const [id, { partition }] of tail.pending) wanted.set(id, partition);
    const keys = [...wanted].map(([id, partition]) => ({ id, partition }));
    const rows = new Map((await this.events.read(tail.environment, keys)).map((event) => [event.id, event]));
    this.tellOutcomes(tail, rows);
    for (const { listener, events, skipped } of tail.unsent.splice(0)) {
      if (skipped) this.send(listener, 'skipped', {});
      for (const { id, partition } of events) {
        const event = rows.get(id);
        if (event && passes(listener.filter, event)) this.show(listener, event, partition);
      }
    }
    // After the messages, which name the id before: one that breaks off among them is sent all of them again.
    tail.sentUpTo = tail.window.low;
  }

  /** Sends an event, and waits for its outcome where it is pending. */
  private show(listener: Listener, event: StoredEvent, partition: number): void {
    this.send(listener, 'event', event);
    const { pending, listeners } = listener.tail;
    if (event.outcome !== 'pending' || !listeners.has(listener)) return;
    const waiting = pending.get(event.id);
    if (waiting) waiting.listeners.add(listener);
    else if (pending.size < pendingLimit) {
      pending.set(event.id, { partition, since: performance.now(), listeners: new Set([listener]) });
    }
  }

  private tellOutcomes({ pending }: Tail, rows: ReadonlyMap<string, StoredEvent>): void {
    for (const [id, { since, listeners }] of pending) {
      const event = rows.get(id);
      const settled = event !== undefined && event.outcome !== 'pending';
      if (settled) for (const listener of listeners) this.send(listener, 'outcome', event);
      if (settled || listeners.size === 0 || performance.now() - since > pendingMs) pending.delete(id);
    }
  }

  private async sendFirst(
    listener: Listener,
    first: readonly StoredEvent[],
    { skipped }: { skipped: boolean },
  ): Promise<void> {
    const { tail } = listener;
    const count = await this.partitions.count();
    if (!tail.listeners.has(listener)) throw stopping();
    begin(listener.reply);
    const came = listener.waiting ?? [];
    listener.waiting = null;
    if (skipped) this.send(listener, 'skipped', {});
    for (const event of first) {
      this.show(listener, event, partitionOf(tail.environment, event.userId, count));
    }
    const sent = new Set(first.map(({ id }) => id));
    for (const { kind, data } of came) {
      if (kind !== 'event' || !sent.has((data as StoredEvent).id)) this.send(listener, kind, data);
    }
    listener.caughtUp = true;
    if (tail.listeners.has(listener)) this.write(listener, mark(tail.sentUpTo));
  }

  private send(listener: Listener, kind: Kind, data: StoredEvent | object): void {
    if (!listener.tail.listeners.has(listener)) return;
    if (listener.waiting) listener.waiting.push({ kind, data });
    else this.write(listener, frame(kind, data, listener.caughtUp ? listener.tail.sentUpTo : null));
  }

  private write(listener: Listener, text: string): void {
    const { raw } = listener.reply;
    listener.writtenAt = performance.now();
    raw.write(text);
    if (raw.writableLength <= unreadLimit) return;
    this.remove(listener);
    raw.destroy();
  }

  /** Ends what may not listen any more, and tells the others that the stream is open. */
  private attend({ listeners, sentUpTo }: Tail): void {
    const now = performance.now();
    for (const listener of listeners) {
      if (listener.waiting) continue;
      if (now - listener.writtenAt > heartbeatMs) this.write(listener, mark(sentUpTo));
      if (now - listener.admittedAt < admitMs) continue;
      listener.admittedAt = now;
      this.admission.holds(listener.request).then(
        (holds) => {
          if (!holds) this.close(listener);
        },
        // The database does not answer, so the stream has nothing to tell either.
        () => undefined,
      );
    }
  }

  private close(listener: Listener): void {
    this.remove(listener);
    if (!listener.waiting) listener.reply.raw.end();
  }

  private remove(listener: Listener): void {
    const { tail } = listener;
    if (!tail.listeners.delete(listener)) return;
    this.metrics.streamListeners.dec();
    for (const { listeners } of tail.pending.values()) listeners.delete(listener);
    if (tail.listeners.size === 0) this.forget(tail);
  }

  private forget(tail: Tail): void {
    clearTimeout(tail.timer);
    if (this.tails.get(tail.environment) === tail) this.tails.delete(tail.environment);
  }
}

/** Of the new events those that each listener may want, the newest where there are too many. */
function choose(listeners: ReadonlySet<Listener>, fresh: readonly TailedEvent[]): Choice[] {
  const all = new Set<string>();
  return [...listeners].map((listener) => {
    const wanted = fresh.filter((event) => mayPass(listener.filter, event));
    const events = wanted.slice(-sentLimit).filter(({ id }) => {
      if (all.size < sentToAllLimit) all.add(id);
      return all.has(id);
    });
    return { listener, events, skipped: events.length < wanted.length || fresh.length === lookLimit };
  });
}

function begin(reply: FastifyReply): void {
  reply.hijack();
  reply.raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // A connection that was kept for another request would hold the api's stop up.
    connection: 'close',
    // nginx would hold the stream back.
    'x-accel-buffering': 'no',
  });
  reply.raw.write('retry: 2000\n\n');
}

const stopping = (): DomainError =>
  new DomainError('unavailable', 'stopping', 'The server stops, or the key has ended.', { retryAfter: 2 });
