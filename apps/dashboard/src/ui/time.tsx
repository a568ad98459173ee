import { Tooltip } from '@mantine/core';
import { useEffect, useState } from 'react';
import { formatAgo, formatTime } from './format.js';

/** An instant in UTC. */
export function Time({ at }: { at: string }) {
  return <time dateTime={at}>{formatTime(at)}</time>;
}

/** How long ago, kept up to date; the instant in UTC by hovering and for screen readers. */
export function Ago({ at }: { at: string }) {
  const now = useNow();
  return (
    <Tooltip label={formatTime(at)}>
      <time dateTime={at} tabIndex={0}>
        {formatAgo(at, now)}
      </time>
    </Tooltip>
  );
}

/** The time, every second. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
