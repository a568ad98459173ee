/** A number with the range that it lies in at 95 %; all three are equal where everything was looked at. */
export interface Amount {
  value: number;
  low: number;
  high: number;
}

/** How much of a store was looked at. */
export interface Coverage {
  /** The share of the store that was looked at: 1 is all of it. */
  share: number;
  /** How many units were drawn, each with the same chance; Infinity where only their share is known. */
  drawn: number;
}

/** What the units that were drawn add up to: the sum, and the sum of their squares. */
export interface Drawn {
  sum: number;
  squares: number;
}

/** Of the normal distribution, for 95 %. */
const z = 1.96;

export const exactly = (value: number): Amount => ({ value, low: value, high: value });

/**
 * The total in the whole store of what is at least 0, by Wilson's score interval with the correction for a finite
 * store. It is taken at the effective number of units (Kish): sum² ÷ squares, which is their number where all count the
 * same, and less where few count for most. For a count it is Wilson's interval itself.
 */
export function total({ sum, squares }: Drawn, { share, drawn }: Coverage): Amount {
  if (share >= 1) return exactly(sum);
  const units = sum === 0 ? 0 : (sum * sum) / squares;
  const [low, high] = score(units, drawn, z * z * (1 - share));
  const scale = (sum === 0 ? 1 : sum / units) / share;
  // What was seen is there.
  return { value: sum / share, low: Math.max(sum, low * scale), high: high * scale };
}

/** The ends of the score interval for `units` of `drawn`. */
function score(units: number, drawn: number, spread: number): [low: number, high: number] {
  const centre = units + spread / 2;
  const reach = Math.sqrt(spread * (units * Math.max(0, 1 - units / drawn) + spread / 4));
  const shrink = 1 + spread / drawn;
  return [(centre - reach) / shrink, (centre + reach) / shrink];
}

/** A count: whole numbers. */
export function count(drawn: Drawn, coverage: Coverage): Amount {
  const { value, low, high } = total(drawn, coverage);
  return { value: Math.round(value), low: Math.floor(low), high: Math.ceil(high) };
}

/** The difference of two totals: at its least, the first is low and the second high. */
export const minus = (one: Amount, other: Amount): Amount => ({
  value: one.value - other.value,
  low: one.low - other.high,
  high: one.high - other.low,
});

/**
 * How many users the events have, of whom some were seen once, some twice, and so on. At least those that were seen. At
 * most one more for each event of users that were not seen, whose share of the rest is that of the users seen once
 * (Good and Turing), taken at the high end of its own range. Between them, Chao's estimate for draws without replacement.
 */
export function users(timesSeen: Iterable<number>, events: Amount, coverage: Coverage): Amount {
  let seen = 0;
  let drawn = 0;
  let once = 0;
  let twice = 0;
  for (const times of timesSeen) {
    seen += 1;
    drawn += times;
    if (times === 1) once += 1;
    else if (times === 2) twice += 1;
  }
  if (coverage.share >= 1) return exactly(seen);
  if (drawn === 0) return { ...events, low: 0 };
  const [, onceAtMost] = score(once, drawn, z * z);
  const high = Math.ceil(seen + (events.high - drawn) * (onceAtMost / drawn));
  const { share } = coverage;
  const chao = once === 0 ? seen : seen + (once * once) / (2 * twice + (share / (1 - share)) * once);
  return { value: Math.min(high, Math.round(chao)), low: seen, high };
}
