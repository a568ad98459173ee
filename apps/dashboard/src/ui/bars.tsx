import { useState } from 'react';
import classes from './bars.module.css';
import { formatNumber } from './format.js';

export interface Bar {
  /** The period: 2026-03-01, or 2026-03. */
  label: string;
  value: number;
}

const height = 100;
const step = 10;

/**
 * A small chart: one bar a period, all drawn from zero. Pointing at a bar shows its number; a table beside it has to give
 * the numbers to who cannot point.
 */
export function Bars({ label, bars }: { label: string; bars: readonly Bar[] }) {
  const [pointed, setPointed] = useState<number | null>(null);
  const values = bars.map(({ value }) => value);
  const top = Math.max(0, ...values);
  const bottom = Math.min(0, ...values);
  const scale = height / (top - bottom || 1);
  const zero = top * scale;
  const shown = pointed === null ? undefined : bars[pointed];
  return (
    <figure className={classes.figure}>
      <svg
        className={`${classes.bars} ${shown ? classes.pointed : ''}`}
        viewBox={`0 0 ${bars.length * step} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={label}
        onPointerLeave={() => setPointed(null)}
      >
        <line className={classes.zero} x1={0} x2={bars.length * step} y1={zero} y2={zero} />
        {bars.map(({ label: name, value }, index) => {
          const size = Math.max(Math.abs(value) * scale, value === 0 ? 0 : 1.5);
          return (
            <g key={name} onPointerEnter={() => setPointed(index)}>
              <rect
                className={classes.bar}
                x={index * step + 1}
                y={value > 0 ? zero - size : zero}
                width={step - 2}
                height={size}
                {...(index === pointed && { 'data-pointed': true })}
              />
              <rect className={classes.hit} x={index * step} y={0} width={step} height={height} />
            </g>
          );
        })}
      </svg>
      <figcaption className={classes.scale}>
        <span>{bars[0]?.label}</span>
        {shown ? (
          <span className={classes.pointedAt}>
            {shown.label}: {formatNumber(shown.value)}
          </span>
        ) : (
          <span>highest {formatNumber(top)}</span>
        )}
        <span>{bars.at(-1)?.label}</span>
      </figcaption>
    </figure>
  );
}
