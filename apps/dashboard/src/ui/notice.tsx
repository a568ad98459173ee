import { Alert } from '@mantine/core';
import type { ReactNode } from 'react';
import { Icon, type IconName } from './icons.js';

/** Something to look at before going on; nothing went wrong. */
export function Notice({
  title,
  icon = 'alert',
  role,
  children,
}: {
  title: string;
  icon?: IconName;
  /** `alert` where it comes up by what the person did. */
  role?: 'alert';
  children: ReactNode;
}) {
  return (
    <Alert
      color="yellow"
      variant="light"
      icon={<Icon name={icon} />}
      title={title}
      styles={{
        root: {
          background: 'light-dark(#fff9ea, #272013)',
          border: '1px solid light-dark(#f0d69a, #5b4519)',
        },
        title: { color: 'var(--kana-warn)' },
        icon: { color: 'var(--kana-warn)' },
      }}
      // An alert by default, which interrupts who hears the page.
      role={role ?? 'group'}
    >
      {children}
    </Alert>
  );
}
