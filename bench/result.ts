/** One line of the table. */
export interface Result {
  name: string;
  figure: number;
  unit: string;
  /** The limit or the peer that was measured beside it, in the same run. */
  against: string | null;
  againstFigure: number | null;
  /** figure ÷ againstFigure, or their difference where the goal is one. */
  ratio: number | null;
  goal: string;
  met: boolean;
  /** How far the ratio is from the goal: 1 is just met, 0.1 a tenth of it. For the smoke run. */
  share: number;
}

/** What was measured once, or in several rounds. */
type Measured = number | readonly number[];

/** A figure that should be at least `least` times the other. */
export function atLeast(
  name: string,
  unit: string,
  figures: Measured,
  against: string,
  otherFigures: Measured,
  least: number,
): Result {
  const result = beside(name, unit, figures, against, otherFigures);
  const ratio = result.ratio!;
  return { ...result, goal: `≥ ${least} ×`, met: ratio >= least, share: ratio / least };
}

/** A figure that should be at most `most` times the other. */
export function atMost(
  name: string,
  unit: string,
  figures: Measured,
  against: string,
  otherFigures: Measured,
  most: number,
): Result {
  const result = beside(name, unit, figures, against, otherFigures);
  const ratio = result.ratio!;
  return { ...result, goal: `≤ ${most} ×`, met: ratio <= most, share: most / ratio };
}

/**
 * A figure beside a peer's, without a goal. Of several rounds the medians, and as the ratio the median of the rounds'
 * own: what was measured right after one another had the same machine, which a minute later may be half as fast.
 */
export function beside(
  name: string,
  unit: string,
  figures: Measured,
  against: string,
  otherFigures: Measured,
): Result {
  const [ours, theirs] = [rounds(figures), rounds(otherFigures)];
  const measured = {
    figure: median(ours),
    against,
    againstFigure: median(theirs),
    ratio: ratioOf(ours, theirs),
  };
  return { name, unit, ...measured, goal: '–', met: true, share: 1 };
}

const ratioOf = (ours: readonly number[], theirs: readonly number[]): number =>
  median(ours.map((figure, round) => figure / theirs[round]!));

const rounds = (figures: Measured): readonly number[] => (typeof figures === 'number' ? [figures] : figures);

/** A figure that is only told. */
export const told = (name: string, unit: string, figure: number): Result => ({
  ...{ name, figure, unit, against: null, againstFigure: null, ratio: null },
  ...{ goal: '–', met: true, share: 1 },
});

/** A figure with a bound of its own. */
export function within(name: string, unit: string, figure: number, most: number): Result {
  return {
    name,
    figure,
    unit,
    against: null,
    againstFigure: null,
    ratio: null,
    goal: `≤ ${most} ${unit}`,
    met: figure <= most,
    share: most / figure,
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)]!;
}
