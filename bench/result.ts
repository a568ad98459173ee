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

/** A figure that should be at least `least` times the other. */
export function atLeast(
  name: string,
  unit: string,
  figure: number,
  against: string,
  againstFigure: number,
  least: number,
): Result {
  const ratio = figure / againstFigure;
  const goal = { goal: `≥ ${least} ×`, met: ratio >= least, share: ratio / least };
  return { name, figure, unit, against, againstFigure, ratio, ...goal };
}

/** A figure that should be at most `most` times the other. */
export function atMost(
  name: string,
  unit: string,
  figure: number,
  against: string,
  againstFigure: number,
  most: number,
): Result {
  const ratio = figure / againstFigure;
  const goal = { goal: `≤ ${most} ×`, met: ratio <= most, share: most / ratio };
  return { name, figure, unit, against, againstFigure, ratio, ...goal };
}

/** A figure beside a peer's, without a goal. */
export function beside(
  name: string,
  unit: string,
  figure: number,
  against: string,
  againstFigure: number,
): Result {
  const ratio = figure / againstFigure;
  return { name, figure, unit, against, againstFigure, ratio, goal: '–', met: true, share: 1 };
}

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
