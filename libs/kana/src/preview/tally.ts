import { DecimalSum } from './decimal-sum.js';
import { type Amount, count, type Coverage, type Drawn, exactly, minus, total, users } from './estimate.js';

/** One usage that was looked at. */
export interface Looked {
  /** What it was drawn with, and all that is in there: a page. null: each was drawn by itself. */
  unit: string | null;
  identity: string;
  delta: string;
}

export interface TallyAmounts {
  events: Amount;
  units: Amount;
}

/** Events and units of usage that was looked at, and what they stand for in the whole store. */
export class Tally {
  private readonly exact = new DecimalSum();
  private readonly events = new Sums();
  private readonly added = new Sums();
  private readonly taken = new Sums();

  add({ unit, delta }: Looked): void {
    const value = Number(delta);
    this.exact.add(delta);
    this.events.add(unit, 1);
    if (value < 0) this.taken.add(unit, -value);
    else this.added.add(unit, value);
  }

  amounts(coverage: Coverage): TallyAmounts {
    const events = count(this.events.drawn(), coverage);
    if (coverage.share >= 1) return { events, units: exactly(this.exact.toNumber()) };
    // Deltas that take away have a range of their own, so that the two never hide each other.
    const taken = this.taken.drawn();
    const added = total(this.added.drawn(), coverage);
    return { events, units: taken.sum === 0 ? added : minus(added, total(taken, coverage)) };
  }
}

/** A tally that knows its users as well. */
export class UserTally extends Tally {
  /** In how many units each user was seen. */
  private readonly timesSeen = new Map<string, number>();
  /** A user in a unit, once however often: seen again on one page says nothing of the other pages. */
  private readonly pairs = new Sums();
  private readonly pairsSeen = new Set<string>();

  override add(looked: Looked): void {
    super.add(looked);
    const { identity, unit } = looked;
    if (unit !== null) {
      const pair = `${unit} ${identity}`;
      if (this.pairsSeen.has(pair)) return;
      this.pairsSeen.add(pair);
    }
    this.pairs.add(unit, 1);
    this.timesSeen.set(identity, (this.timesSeen.get(identity) ?? 0) + 1);
  }

  override amounts(coverage: Coverage): TallyAmounts & { users: Amount } {
    const pairs = count(this.pairs.drawn(), coverage);
    return { ...super.amounts(coverage), users: users(this.timesSeen.values(), pairs, coverage) };
  }
}

/** A sum, and the sum of the squares of its units. */
export class Sums {
  private sum = 0;
  private squares = 0;
  /** Units of several parts, which come in any order. */
  private readonly byUnit = new Map<string, number>();

  add(unit: string | null, value: number): void {
    this.sum += value;
    if (unit === null) this.squares += value * value;
    else this.byUnit.set(unit, (this.byUnit.get(unit) ?? 0) + value);
  }

  drawn(): Drawn {
    let { squares } = this;
    for (const value of this.byUnit.values()) squares += value * value;
    return { sum: this.sum, squares };
  }
}
