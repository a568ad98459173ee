import type { Operator, Scalar } from '#libs/rules';
import { ActionIcon, Button, Group, NativeSelect, Pill, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { faultAt, unwrap, type Schemas } from '../../api/client.js';
import { useApi } from '../../api/environment.js';
import { formatCount } from '../../ui/format.js';
import { Icon } from '../../ui/icons.js';
import { SuggestInput, type Suggestion } from '../../ui/suggest-input.js';
import { spellValue } from './condition-text.js';
import {
  newCondition,
  operatorOf,
  operatorsFor,
  readScalar,
  scalarTypes,
  typeOfScalar,
  valueType,
  type DraftCondition,
  type ScalarType,
} from './draft.js';
import classes from './rules.module.css';

const typeLabels: Record<ScalarType, string> = { text: 'text', number: 'number', boolean: 'true or false' };

/** The conditions of a rule. Names, paths and values are offered as they were seen in events that are not mapped. */
export function ConditionsInput({
  conditions,
  onChange,
  error,
}: {
  conditions: readonly DraftCondition[];
  onChange: (conditions: readonly DraftCondition[]) => void;
  error: unknown;
}) {
  const seen = useSeen(conditions);
  const put = (key: string, change: Partial<DraftCondition>): void =>
    onChange(conditions.map((one) => (one.key === key ? { ...one, ...change } : one)));
  const hasName = conditions.some(({ kind }) => kind === 'event_name');
  return (
    <Stack gap={6}>
      {conditions.map((condition, index) => (
        <div key={condition.key}>
          {index > 0 && <Text className={classes.and}>and</Text>}
          <ConditionRow
            condition={condition}
            number={index + 1}
            seen={seen}
            error={error}
            path={`conditions.${index}`}
            onChange={(change) => put(condition.key, change)}
            onRemove={() => onChange(conditions.filter(({ key }) => key !== condition.key))}
          />
        </div>
      ))}
      {faultAt(error, 'conditions') && (
        <Text size="sm" c="red" role="alert">
          {faultAt(error, 'conditions')}
        </Text>
      )}
      <Group gap="xs" mt={4}>
        <Button
          size="xs"
          variant="default"
          leftSection={<Icon name="plus" size={15} />}
          onClick={() => onChange([...conditions, newCondition('property')])}
        >
          Property condition
        </Button>
        {!hasName && (
          <Button
            size="xs"
            variant="default"
            leftSection={<Icon name="plus" size={15} />}
            onClick={() => onChange([newCondition('event_name'), ...conditions])}
          >
            Event name condition
          </Button>
        )}
      </Group>
    </Stack>
  );
}

interface Seen {
  names: readonly { name: string; count: number }[];
  paths: Schemas['UnmappedFacets']['paths'];
}

/** Event names that are not mapped, and what events of the chosen name hold. */
function useSeen(conditions: readonly DraftCondition[]): Seen {
  const api = useApi();
  const names = useQuery({
    queryKey: ['unmapped', 'names'],
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET('/api/unmapped', { params: { query: { limit: 100, ignored: 'all' } }, signal })))
        .data,
  });
  const onName = conditions.find(({ kind, operator }) => kind === 'event_name' && operator === 'equals');
  const name = onName?.text ?? '';
  const facets = useQuery({
    queryKey: ['unmapped', 'facets', name, 'all'],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/unmapped/facets', { params: { query: { name, ignored: 'all' } }, signal })),
    enabled: names.data?.some((group) => group.name === name) ?? false,
  });
  return { names: names.data ?? [], paths: facets.data?.paths ?? [] };
}

function ConditionRow({
  condition,
  number,
  seen,
  error,
  path,
  onChange,
  onRemove,
}: {
  condition: DraftCondition;
  number: number;
  seen: Seen;
  error: unknown;
  path: string;
  onChange: (change: Partial<DraftCondition>) => void;
  onRemove: () => void;
}) {
  const ofName = condition.kind === 'event_name';
  const facet = seen.paths.find((one) => one.path === condition.path.trim());
  return (
    <fieldset className={classes.row}>
      <legend className="visually-hidden">Condition {number}</legend>
      {ofName ? (
        <Text size="sm" fw={600} pt={8}>
          Event name
        </Text>
      ) : (
        <SuggestInput
          aria-label="Property"
          placeholder="Property, as in plan or items.0.sku"
          value={condition.path}
          onChange={(text) => onChange({ path: text })}
          error={faultAt(error, `${path}.path`)}
          suggestions={seen.paths.map((one) => ({
            key: one.path,
            label: one.path,
            hint: formatCount(one.present, 'event'),
            pick: () => onChange({ path: one.path, ...typeSeen(one) }),
          }))}
        />
      )}
      <NativeSelect
        aria-label="Operator"
        value={condition.operator}
        error={faultAt(error, `${path}.operator`)}
        onChange={(event) => onChange({ operator: event.currentTarget.value as Operator })}
        data={operatorsFor(condition.kind).map(({ id, label }) => ({ value: id, label }))}
      />
      <ValueInput
        condition={condition}
        error={faultAt(error, `${path}.value`) ?? faultAt(error, `${path}.values`)}
        onChange={onChange}
        suggestions={ofName ? undefined : facet?.values}
        names={seen.names}
      />
      <ActionIcon
        className={classes.remove}
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={`Remove condition ${number}`}
        onClick={onRemove}
      >
        <Icon name="trash" />
      </ActionIcon>
    </fieldset>
  );
}

/** The type that most values at a path have. */
function typeSeen(facet: Seen['paths'][number]): Partial<DraftCondition> {
  const [first] = facet.values;
  return first && isScalar(first.value) ? { type: typeOfScalar(first.value) } : {};
}

const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

function ValueInput({
  condition,
  error,
  onChange,
  suggestions: values = [],
  names,
}: {
  condition: DraftCondition;
  error: string | undefined;
  onChange: (change: Partial<DraftCondition>) => void;
  suggestions: Seen['paths'][number]['values'] | undefined;
  names: Seen['names'];
}) {
  const { value: takes } = operatorOf(condition.operator);
  if (takes === 'none') return <div />;
  const type = valueType(condition);
  const offered: { value: Scalar; hint: string }[] =
    condition.kind === 'event_name'
      ? names.map(({ name, count }) => ({ value: name, hint: formatCount(count, 'event') }))
      : values.flatMap(({ value, count }) =>
          isScalar(value)
            ? [{ value, hint: `${typeLabels[typeOfScalar(value)]} · ${formatCount(count, 'event')}` }]
            : [],
        );
  const typeSelect = takes === 'scalar' || (takes === 'scalars' && condition.kind === 'property');
  const chooseType = condition.kind === 'property' && typeSelect && (
    <NativeSelect
      aria-label="Type of the value"
      size="xs"
      mt={4}
      value={type}
      onChange={(event) => onChange({ type: event.currentTarget.value as ScalarType })}
      data={scalarTypes.map((one) => ({ value: one, label: typeLabels[one] }))}
    />
  );
  if (takes === 'scalars') {
    return (
      <div>
        <ValuesInput condition={condition} type={type} offered={offered} error={error} onChange={onChange} />
        {chooseType}
      </div>
    );
  }
  const suggestions: Suggestion[] = offered.map(({ value, hint }) => ({
    key: spellValue(value),
    label: String(value),
    hint,
    pick: () => onChange({ text: String(value), type: typeOfScalar(value) }),
  }));
  return (
    <div>
      <SuggestInput
        aria-label={condition.kind === 'event_name' ? 'Event name' : 'Value'}
        placeholder={condition.kind === 'event_name' ? 'Choose or type a name' : 'Value'}
        value={condition.text}
        onChange={(text) => onChange({ text })}
        error={
          error ??
          (readScalar(condition.text, type) === undefined && condition.text !== '' && wrongType(type))
        }
        inputMode={type === 'number' ? 'decimal' : 'text'}
        suggestions={suggestions}
      />
      {chooseType}
    </div>
  );
}

const wrongType = (type: ScalarType): string =>
  type === 'number' ? 'This is no number.' : 'Write true or false.';

/** Several values, each with its own type: added by Enter or from what was seen. */
function ValuesInput({
  condition,
  type,
  offered,
  error,
  onChange,
}: {
  condition: DraftCondition;
  type: ScalarType;
  offered: readonly { value: Scalar; hint: string }[];
  error: string | undefined;
  onChange: (change: Partial<DraftCondition>) => void;
}) {
  const [text, setText] = useState('');
  const add = (value: Scalar | undefined): void => {
    if (value === undefined || value === '') return;
    if (!condition.values.includes(value)) onChange({ values: [...condition.values, value] });
    setText('');
  };
  return (
    <Stack gap={4}>
      {condition.values.length > 0 && (
        <Pill.Group role="group" aria-label="Chosen values">
          {condition.values.map((value) => (
            <Pill
              key={spellValue(value)}
              withRemoveButton
              removeButtonProps={{
                'aria-label': `Remove ${spellValue(value)}`,
                'aria-hidden': false,
                tabIndex: 0,
              }}
              onRemove={() => onChange({ values: condition.values.filter((other) => other !== value) })}
            >
              {spellValue(value)}
            </Pill>
          ))}
        </Pill.Group>
      )}
      <SuggestInput
        aria-label="Add a value"
        placeholder="Add a value, then Enter"
        value={text}
        onChange={setText}
        error={error}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          add(readScalar(text, type));
        }}
        suggestions={offered
          .filter(({ value }) => !condition.values.includes(value))
          .map(({ value, hint }) => ({
            key: spellValue(value),
            label: String(value),
            hint,
            pick: () => add(value),
          }))}
      />
    </Stack>
  );
}
