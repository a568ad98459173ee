import { useEffect, useRef, useState } from 'react';
import type { Schemas } from '../../api/client.js';
import { useEnvironment } from '../../api/environment.js';

type Event = Schemas['Event'];

export interface StreamFilter {
  name: string;
  userId: string;
}

export type StreamState = 'connecting' | 'open' | 'failed';

/** So many of the newest are kept. */
const mostRows = 40;
/** A burst is drawn a few times a second, not once an event. */
const drawEveryMs = 250;

/**
 * Events as they are stored, newest first, each with its outcome as soon as that is known. While `paused`, nothing
 * moves; going on shows the newest. `retry` tries anew after a failure.
 */
export function useEventStream({ name, userId }: StreamFilter, paused: boolean) {
  const environment = useEnvironment();
  const of = JSON.stringify([environment, name, userId]);
  const [drawn, setDrawn] = useState<{ of: string; rows: readonly Event[] }>({ of, rows: [] });
  const [skipped, setSkipped] = useState(false);
  const [state, setState] = useState<StreamState>('connecting');
  const [attempt, setAttempt] = useState(0);
  const shown = useRef<{ of: string; events: ReadonlyMap<string, Event> }>({ of, events: new Map() });

  useEffect(() => {
    if (paused) return;
    const search = new URLSearchParams({ environment, backlog: '12' });
    if (name !== '') search.set('name', name);
    if (userId !== '') search.set('userId', userId);
    const source = new EventSource(`/api/events/stream?${search.toString()}`);
    let arrived: Event[] = [];
    let missed = false;
    const draw = (): void => {
      if (missed) setSkipped(true);
      missed = false;
      if (arrived.length === 0) return;
      const before = shown.current.of === of ? shown.current.events : new Map<string, Event>();
      shown.current = { of, events: merged(before, arrived) };
      arrived = [];
      setDrawn({ of, rows: [...shown.current.events.values()] });
    };
    const timer = setInterval(draw, drawEveryMs);
    const take = ({ data }: MessageEvent<string>): void => void arrived.push(JSON.parse(data) as Event);
    source.addEventListener('event', take);
    source.addEventListener('outcome', take);
    source.addEventListener('skipped', () => (missed = true));
    source.onopen = () => setState('open');
    source.onerror = () => setState(source.readyState === EventSource.CLOSED ? 'failed' : 'connecting');
    return () => {
      clearInterval(timer);
      source.close();
    };
  }, [environment, name, userId, of, paused, attempt]);

  const retry = (): void => {
    setState('connecting');
    setAttempt((before) => before + 1);
  };
  // Rows of another filter are none of this one.
  return { rows: drawn.of === of ? drawn.rows : [], skipped, state, retry };
}

/** Newest first. An event that is there already has its outcome now. */
function merged(before: ReadonlyMap<string, Event>, arrived: readonly Event[]): ReadonlyMap<string, Event> {
  const all = new Map([...before, ...arrived.map((event) => [event.id, event] as const)]);
  const newest = [...all.values()].sort((one, other) => Number(BigInt(other.id) - BigInt(one.id)));
  return new Map(newest.slice(0, mostRows).map((event) => [event.id, event]));
}
