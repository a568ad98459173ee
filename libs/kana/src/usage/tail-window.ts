/** A stored event as the tail sees it first. */
export interface TailedEvent {
  id: string;
  partition: number;
  type: 'track' | 'identify';
  /** The beginning of the event's name. */
  name: string | null;
  identity: string;
}

/** What one look at the store saw, all in one snapshot. */
export interface TailView {
  /** Every transaction before this one had ended. */
  xmin: bigint;
  /** No transaction from this one on had begun to write. */
  xmax: bigint;
  /** Events behind the window's `low`, newest first; the oldest may be cut off. */
  events: TailedEvent[];
}

/** How far back the first look goes for events whose commit is still under way. */
const firstReach = 10_000n;

/** Looks that a transaction may stay open without an event of it being missed: a minute, at two a second. */
const patience = 120;

/**
 * Which of the events that a look sees were not seen before. Ids are given in order, but commits come in any order,
 * so the greatest id seen says nothing about smaller ones: they are looked for until every transaction that could
 * have taken one has ended.
 *
 * That is known from snapshots. What had an id at one look has a transaction id at the next, half a second later; once
 * no transaction from before that next look is open, all ids up to the newest of the first look are settled.
 */
export class TailWindow {
  /** Events up to this id are settled: all that will ever be there were seen. */
  low = 0n;
  private readonly seen = new Set<bigint>();
  private readonly marks: { id: bigint; xmax: bigint }[] = [];
  private newest: bigint | undefined;

  /** The events that no look saw before, oldest first; none for the first look, which says what was there already. */
  take({ xmin, xmax, events }: TailView): TailedEvent[] {
    const fresh = events.filter(({ id }) => !this.seen.has(BigInt(id)));
    for (const { id } of fresh) this.seen.add(BigInt(id));
    const newest = events[0] ? BigInt(events[0].id) : (this.newest ?? 0n);
    if (this.newest === undefined) {
      this.newest = newest;
      if (newest > firstReach) this.low = newest - firstReach;
      return [];
    }
    this.marks.push({ id: this.newest, xmax });
    if (newest > this.newest) this.newest = newest;
    this.settle(xmin);
    return fresh.reverse();
  }

  private settle(xmin: bigint): void {
    const before = this.low;
    while (this.marks.length > 0 && (this.marks[0]!.xmax <= xmin || this.marks.length > patience)) {
      const { id } = this.marks.shift()!;
      if (id > this.low) this.low = id;
    }
    if (this.low === before) return;
    for (const id of this.seen) if (id <= this.low) this.seen.delete(id);
  }
}
