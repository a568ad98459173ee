import { operators, type Condition } from '#libs/rules';
import { Stack, Text } from '@mantine/core';
import classes from './rules.module.css';

const labels = new Map(operators.map(({ id, label }) => [id, label]));

/** As a person would write it: texts in quotes, so that 5 and "5" differ. */
export const spellValue = (value: unknown): string => JSON.stringify(value);

/** What a condition wants, in one line. */
export function ConditionText({ condition }: { condition: Condition }) {
  return (
    <span className={classes.condition}>
      <span className={condition.kind === 'property' ? classes.path : undefined}>
        {condition.kind === 'property' ? condition.path : 'Event name'}
      </span>{' '}
      <span className={classes.operator}>{labels.get(condition.operator) ?? condition.operator}</span>{' '}
      <span className={classes.value}>{wantedBy(condition)}</span>
    </span>
  );
}

function wantedBy(condition: Condition): string {
  if ('values' in condition) return condition.values.map(spellValue).join(', ');
  return 'value' in condition ? spellValue(condition.value) : '';
}

/** All conditions of a rule, which all must hold. */
export function Conditions({ conditions }: { conditions: readonly unknown[] }) {
  return (
    <Stack gap={2}>
      {conditions.map((condition, index) => (
        <div key={index}>
          {index > 0 && (
            <Text span size="xs" c="dimmed">
              and{' '}
            </Text>
          )}
          <ConditionText condition={condition as Condition} />
        </div>
      ))}
    </Stack>
  );
}
