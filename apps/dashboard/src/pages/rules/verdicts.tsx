import { VisuallyHidden } from '@mantine/core';
import { Icon } from '../../ui/icons.js';
import classes from './rules.module.css';

/** Each condition of a rule on one event: whether it holds, what was seen and what was wanted. */
export function Verdicts({ conditions }: { conditions: readonly { verdict: boolean; reason: string }[] }) {
  return (
    <ul className={classes.verdicts}>
      {conditions.map(({ verdict, reason }, index) => (
        <li key={index} className={verdict ? classes.holds : classes.fails}>
          <Icon name={verdict ? 'check' : 'cross'} size={15} />
          <span>
            <VisuallyHidden>{verdict ? 'Holds: ' : 'Does not hold: '}</VisuallyHidden>
            <Reason text={reason} />
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Sentences of the API write paths between backticks. */
export function Reason({ text }: { text: string }) {
  return text.split('`').map((part, index) => (index % 2 === 0 ? part : <code key={index}>{part}</code>));
}
