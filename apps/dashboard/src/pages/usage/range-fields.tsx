import { Input, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { useId } from 'react';
import { fits, presets, type ChosenRange, type Grouping } from './range.js';
import classes from './usage.module.css';

const groupings = [
  { value: 'hour', label: 'Hour' },
  { value: 'day', label: 'Day' },
  { value: 'month', label: 'Month' },
] as const;

/** Range and period; `onChange` is given what to write into the address. */
export function RangeFields({
  range,
  groupBy,
  onChange,
}: {
  range: ChosenRange;
  groupBy: Grouping;
  onChange: (change: Record<string, string>) => void;
}) {
  const byLabel = useId();
  const first = range.from.slice(0, 10);
  const last = new Date(Date.parse(range.to) - 1).toISOString().slice(0, 10);
  return (
    <div className={classes.controls}>
      <NativeSelect
        label="Range"
        data={presets.map(({ value, label }) => ({ value, label }))}
        value={range.preset}
        onChange={({ currentTarget: { value } }) =>
          onChange(value === 'custom' ? { range: value, from: first, to: last } : { range: value })
        }
      />
      {range.preset === 'custom' && (
        <>
          <DateInput label="From" value={first} max={last} onChange={(from) => onChange({ from })} />
          <DateInput label="To, inclusive" value={last} min={first} onChange={(to) => onChange({ to })} />
        </>
      )}
      <div>
        <Input.Label component="div" id={byLabel}>
          By (UTC)
        </Input.Label>
        <SegmentedControl
          display="flex"
          aria-labelledby={byLabel}
          data={groupings.map((one) => ({ ...one, disabled: !fits(range, one.value) }))}
          value={groupBy}
          onChange={(by) => onChange({ by })}
        />
      </div>
    </div>
  );
}

function DateInput({
  value,
  onChange,
  ...rest
}: {
  label: string;
  value: string;
  min?: string;
  max?: string;
  onChange: (day: string) => void;
}) {
  return (
    <TextInput
      type="date"
      defaultValue={value}
      key={value}
      onBlur={({ currentTarget }) => {
        if (currentTarget.value !== '' && currentTarget.value !== value) onChange(currentTarget.value);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
      }}
      {...rest}
    />
  );
}
