import type { Schemas } from '../api/client.js';
import { Mark, type Tone } from './mark.js';
import type { IconName } from './icons.js';

type Event = Schemas['Event'];

const looks: Record<Event['outcome'], { tone: Tone; icon: IconName; label: string }> = {
  mapped: { tone: 'good', icon: 'passed', label: 'Mapped' },
  unmapped: { tone: 'warn', icon: 'alert', label: 'Not mapped' },
  identified: { tone: 'info', icon: 'user', label: 'Identified' },
  pending: { tone: 'quiet', icon: 'pending', label: 'Pending' },
};

const reasons: Record<NonNullable<Event['reason']>, string> = {
  no_rule: 'no rule matches',
  unknown_feature: 'its feature is not there',
  invalid_delta: 'its delta is no number',
};

/** Why events are not mapped: "no rule matches". */
export const reasonText = (reason: NonNullable<Event['reason']>): string => reasons[reason];

/** What became of an event. */
export function Outcome({ event }: { event: Pick<Event, 'outcome' | 'reason'> }) {
  const { tone, icon, label } = looks[event.outcome];
  return (
    <Mark tone={tone} icon={icon}>
      {label}
      {event.reason && <span style={{ fontWeight: 400 }}>: {reasonText(event.reason)}</span>}
    </Mark>
  );
}
