import { Button, Group, JsonInput, Radio, Stack, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { ApiError, faultAt } from '../../api/client.js';
import { ErrorState } from '../../ui/states.js';
import type { Feature } from '../usage/queries.js';

export interface FeatureFields {
  id: string;
  name: string;
  type: Feature['type'];
  unitLabel: string | null;
  unitLabelPlural: string | null;
  metadata: Record<string, unknown>;
}

/** What stands in the form's inputs. */
type Texts = Record<'id' | 'name' | 'unitLabel' | 'unitLabelPlural' | 'metadata', string> &
  Pick<FeatureFields, 'type'>;

const types = [
  { value: 'CONSUMABLE', label: 'Consumable', description: 'It is counted: messages, seats, gigabytes.' },
  {
    value: 'BINARY',
    label: 'Binary',
    description: 'It is used or it is not: single sign-on, an integration.',
  },
] as const;

/** Of a new feature, and of one that is there: then its id and type stay. */
export function FeatureForm({
  feature,
  action,
  busy,
  error,
  onSubmit,
  children,
}: {
  feature?: Feature;
  action: string;
  busy: boolean;
  error: unknown;
  onSubmit: (fields: FeatureFields) => void;
  children?: ReactNode;
}) {
  const [fields, setFields] = useState<Texts>({
    id: feature?.id ?? '',
    name: feature?.name ?? '',
    type: feature?.type ?? 'CONSUMABLE',
    unitLabel: feature?.unitLabel ?? '',
    unitLabelPlural: feature?.unitLabelPlural ?? '',
    metadata: JSON.stringify(feature?.metadata ?? {}, null, 2),
  });
  // Until somebody writes an id, it follows the name.
  const [ownId, setOwnId] = useState(false);
  const [jsonFault, setJsonFault] = useState<string>();
  const set = (change: Partial<Texts>): void => setFields({ ...fields, ...change });
  const field = (name: 'id' | 'name' | 'unitLabel' | 'unitLabelPlural') => ({
    name,
    value: fields[name],
    onChange: ({ currentTarget: { value } }: { currentTarget: HTMLInputElement }) => {
      if (name === 'id') setOwnId(value !== '');
      set({ [name]: value, ...(name === 'name' && !feature && !ownId && { id: idOf(value) }) });
    },
    error: faultAt(error, name),
  });

  const submit = (): void => {
    const metadata = parsed(fields.metadata);
    setJsonFault(metadata ? undefined : 'must be a JSON object, such as {"plan": "pro"}');
    if (!metadata) return;
    onSubmit({
      ...fields,
      unitLabel: fields.unitLabel.trim() || null,
      unitLabelPlural: fields.unitLabelPlural.trim() || null,
      metadata,
    });
  };
  const atField = error instanceof ApiError && error.faults.length > 0;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack maw={560}>
        <TextInput label="Name" description="What people read." required {...field('name')} />
        {!feature && (
          <TextInput
            label="Id"
            description="What events name in properties.featureId. It never changes."
            placeholder="messages-sent"
            required
            autoComplete="off"
            {...field('id')}
          />
        )}
        {!feature && (
          <Radio.Group
            label="Type"
            description="It never changes."
            name="type"
            value={fields.type}
            onChange={(type) => set({ type })}
          >
            <Stack gap="xs" mt="xs">
              {types.map((type) => (
                <Radio key={type.value} {...type} />
              ))}
            </Stack>
          </Radio.Group>
        )}
        <Group grow align="flex-start" preventGrowOverflow={false}>
          <TextInput label="Unit, one" placeholder="message" {...field('unitLabel')} />
          <TextInput label="Unit, many" placeholder="messages" {...field('unitLabelPlural')} />
        </Group>
        <JsonInput
          label="Metadata"
          description="JSON of your own, kept and handed back by the API."
          autosize
          minRows={2}
          maxRows={12}
          value={fields.metadata}
          onChange={(metadata) => {
            setJsonFault(undefined);
            set({ metadata });
          }}
          error={jsonFault ?? faultAt(error, 'metadata')}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        />
        {error != null && !atField && <ErrorState error={error} />}
        <Group>
          <Button type="submit" loading={busy}>
            {action}
          </Button>
          {children}
        </Group>
      </Stack>
    </form>
  );
}

/** "Messages sent" → "messages-sent". */
const idOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');

function parsed(text: string): Record<string, unknown> | null {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
