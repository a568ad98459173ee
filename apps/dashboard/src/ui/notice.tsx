import type { ReactNode } from 'react';
import { Icon, type IconName } from './icons.js';
import classes from './notice.module.css';

/** Something to know before going on. `alert`: it is read out as it appears. */
export function Notice({
  tone,
  icon = tone === 'info' ? 'info' : 'alert',
  title,
  alert = false,
  children,
}: {
  tone: 'bad' | 'warn' | 'info';
  icon?: IconName;
  title?: string;
  alert?: boolean;
  children: ReactNode;
}) {
  return (
    <div className={`${classes.notice} ${classes[tone]}`} {...(alert && { role: 'alert' })}>
      <Icon name={icon} size={19} />
      <div className={classes.body}>
        {title && <div className={classes.title}>{title}</div>}
        {children}
      </div>
    </div>
  );
}
