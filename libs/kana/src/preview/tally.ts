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
  private readonly timesSeen = new Map<string, number>();

  override add(looked: Looked): void {
    super.add(looked);
    this.timesSeen.set(looked.identity, (this.timesSeen.get(looked.identity) ?? 0) + 1);
  }

  override amounts(coverage: Coverage): TallyAmounts & { users: Amount } {
    const amounts = super.amounts(coverage);
    return { ...amounts, users: users(this.timesSeen.values(), amounts.events, coverage) };
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
