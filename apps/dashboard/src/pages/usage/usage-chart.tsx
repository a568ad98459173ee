import '@mantine/charts/styles.css';
import { BarChart, LineChart } from '@mantine/charts';
import { formatNumber } from '../../ui/format.js';
import { periodLabel, type Grouping, type Range } from './range.js';
import classes from './usage.module.css';

const dashes = [undefined, '7 4', '2 4', '10 3 2 3', '14 5', '4 2'];

/** Lines that differ by dashes as well as by colour; one feature alone is bars. A table has the same numbers. */
export default function UsageChart({
  label,
  periods,
  names,
  values,
  groupBy,
  small = false,
}: {
  label: string;
  periods: readonly Range[];
  names: readonly string[];
  /** By feature, then period. */
  values: readonly (readonly number[])[];
  groupBy: Grouping;
  /** One of several beside each other. */
  small?: boolean;
}) {
  const data = periods.map(({ from }, index) => ({
    period: periodLabel(from, groupBy),
    ...Object.fromEntries(names.map((_, n) => [`s${n}`, values[n]?.[index] ?? 0])),
  }));
  const shared = {
    h: small ? 140 : 300,
    data,
    dataKey: 'period',
    series: names.map((name, n) => ({ name: `s${n}`, label: name, color: `var(--series-${n + 1})` })),
    valueFormatter: formatNumber,
    withLegend: names.length > 1,
    legendProps: { verticalAlign: 'bottom' as const },
    yAxisProps: { width: small ? 40 : 64, tickCount: small ? 3 : 5, tickFormatter: compact },
    xAxisProps: { minTickGap: 24 },
    tickLine: 'none' as const,
    gridAxis: 'x' as const,
  };
  return (
    <div role="img" aria-label={label} className={classes.chart}>
      {names.length === 1 ? (
        <BarChart
          {...shared}
          maxBarWidth={48}
          barProps={{ radius: [3, 3, 0, 0], isAnimationActive: false }}
          barChartProps={{ accessibilityLayer: false }}
        />
      ) : (
        <LineChart
          {...shared}
          curveType="linear"
          strokeWidth={2.5}
          withDots={periods.length <= 31}
          lineProps={({ name }) => {
            const dash = dashes[Number(name.slice(1))];
            return { isAnimationActive: false, ...(dash && { strokeDasharray: dash }) };
          }}
          lineChartProps={{ accessibilityLayer: false }}
        />
      )}
    </div>
  );
}

const compactNumber = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });
const compact = (value: number): string => compactNumber.format(value);
