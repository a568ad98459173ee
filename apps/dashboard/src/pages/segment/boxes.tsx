import { Button, Text } from '@mantine/core';
import { Link } from 'wouter';
import type { Schemas } from '../../api/client.js';
import { formatNumber } from '../../ui/format.js';
import classes from './segment.module.css';

/** What waits for a decision, each with where it is made. */
export function Boxes({ status }: { status: Schemas['Status'] }) {
  const boxes = [
    {
      count: status.unmapped,
      text: status.unmapped === 1 ? 'event not mapped' : 'events not mapped',
      to: '/unmapped',
      button: 'Make rules of them',
    },
    {
      count: status.noBilling,
      text: `${status.noBilling === 1 ? 'user' : 'users'} not connected to a billing provider`,
      to: '/users?flag=no_billing',
      button: 'View users',
    },
    {
      count: status.sameEmail,
      text: `${status.sameEmail === 1 ? 'user' : 'users'} with the same email as another`,
      to: '/users?flag=same_email',
      button: 'View users',
    },
  ];
  return (
    <div className={classes.boxes}>
      {boxes.map(({ count, text, to, button }) => (
        <div key={to} className={classes.box}>
          <strong className="tabular">{formatNumber(count)}</strong>
          <Text size="sm" c="dimmed">
            {text}
          </Text>
          <Button component={Link} to={to} size="xs" variant="default" aria-label={`${button}: ${text}`}>
            {button}
          </Button>
        </div>
      ))}
    </div>
  );
}
