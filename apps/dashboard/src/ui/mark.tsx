import type { ReactNode } from 'react';
import { Icon, type IconName } from './icons.js';
import classes from './mark.module.css';

export type Tone = 'good' | 'bad' | 'warn' | 'quiet' | 'info';

/** A state at a glance: an icon, a word and a colour, none of them alone. */
export function Mark({ tone, icon, children }: { tone: Tone; icon: IconName; children: ReactNode }) {
  return (
    <span className={`${classes.mark} ${classes[tone]}`}>
      <Icon name={icon} size={16} />
      <span>{children}</span>
    </span>
  );
}
