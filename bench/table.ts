import type { Result } from './result.js';

const show = (value: number | null): string =>
  value === null
    ? '–'
    : value >= 1_000
      ? Math.round(value).toLocaleString('en')
      : value >= 100
        ? value.toFixed(0)
        : value.toFixed(2);

/** The results as a Markdown table. */
export function printTable(results: readonly Result[]): void {
  console.log('| bench | figure | against | its figure | ratio | goal | met |');
  console.log('| --- | ---: | --- | ---: | ---: | --- | --- |');
  for (const { name, figure, unit, against, againstFigure, ratio, goal, met } of results) {
    const other = againstFigure === null ? '–' : `${show(againstFigure)} ${unit}`;
    console.log(
      `| ${name} | ${show(figure)} ${unit} | ${against ?? '–'} | ${other} | ${show(ratio)} | ${goal} | ${met ? 'yes' : 'no'} |`,
    );
  }
}
