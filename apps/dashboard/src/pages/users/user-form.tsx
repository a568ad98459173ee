import { Button, Group, JsonInput, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { ApiError, faultAt, unwrap, type Schemas } from '../../api/client.js';
import { useApi } from '../../api/environment.js';
import { ErrorState } from '../../ui/states.js';
import { toast } from '../../ui/toast.js';
import { userAddress, userName } from './user-address.js';
import { usersChanged, type User } from './queries.js';

type Change = Schemas['UserChange'];
type Field = 'name' | 'email' | 'billingId';

export function CreateUser({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="New user" size="md">
      <CreateForm onClose={onClose} />
    </Modal>
  );
}

function CreateForm({ onClose }: { onClose: () => void }) {
  const api = useApi();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [id, setId] = useState('');
  const create = useMutation({
    mutationFn: (fields: Change) => unwrap(api.POST('/api/users', { body: { ...fields, id } })),
    onSuccess: async (user) => {
      onClose();
      toast(`${userName(user)} created.`);
      navigate(userAddress(user));
      await usersChanged(client);
    },
  });
  return (
    <Fields
      action="Create user"
      error={create.error}
      busy={create.isPending}
      onSave={(fields) => create.mutate(fields)}
      onClose={onClose}
    >
      <TextInput
        label="ID"
        description="The user ID that your events carry."
        required
        data-autofocus
        value={id}
        error={create.isError && id === '' ? 'Enter the ID of the user.' : faultAt(create.error, 'id')}
        onChange={({ currentTarget }) => setId(currentTarget.value)}
      />
    </Fields>
  );
}

export function EditUser({ user, opened, onClose }: { user: User; opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Edit ${userName(user)}`} size="md">
      <EditForm user={user} onClose={onClose} />
    </Modal>
  );
}

function EditForm({ user, onClose }: { user: User; onClose: () => void }) {
  const api = useApi();
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: (change: Change) =>
      unwrap(
        api.PATCH('/api/users/{id}', {
          params: { path: { id: user.key }, query: { by: 'key' } },
          body: change,
        }),
      ),
    onSuccess: async () => {
      onClose();
      toast('User saved.');
      await usersChanged(client);
    },
  });
  return (
    <Fields
      user={user}
      action="Save user"
      error={save.error}
      busy={save.isPending}
      onSave={(fields) => save.mutate(fields)}
      onClose={onClose}
    />
  );
}

const texts: { field: Field; label: string; description?: string }[] = [
  { field: 'name', label: 'Name' },
  { field: 'email', label: 'Email' },
  { field: 'billingId', label: 'Billing ID', description: 'The customer at Stripe (cus_…) or Chargebee.' },
];

/** Says what differs from the user: an emptied field as null. */
function Fields({
  user,
  action,
  error,
  busy,
  onSave,
  onClose,
  children,
}: {
  user?: User;
  action: string;
  error: unknown;
  busy: boolean;
  onSave: (fields: Change) => void;
  onClose: () => void;
  children?: React.ReactNode;
}) {
  const [values, setValues] = useState<Record<Field, string>>({
    name: user?.name ?? '',
    email: user?.email ?? '',
    billingId: user?.billingId ?? '',
  });
  const stored = JSON.stringify(user?.metadata ?? {}, null, 2);
  const [metadata, setMetadata] = useState(stored);
  const [faulty, setFaulty] = useState(false);
  const save = (): void => {
    const change: Change = {};
    for (const { field } of texts) {
      const value = values[field] === '' ? null : values[field];
      if (value !== (user?.[field] ?? null)) change[field] = value;
    }
    if (metadata !== stored) {
      const parsed = parseObject(metadata);
      setFaulty(parsed === null);
      if (parsed === null) return;
      change.metadata = parsed;
    }
    onSave(change);
  };
  const rest = error instanceof ApiError && error.faults.length > 0 ? null : error;
  const metadataFault = faulty
    ? 'must be a JSON object, such as {"plan": "team"}'
    : faultAt(error, 'metadata');
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Stack>
        {children}
        {texts.map(({ field, label, description }) => (
          <TextInput
            key={field}
            label={label}
            description={description}
            value={values[field]}
            error={faultAt(error, field)}
            onChange={({ currentTarget }) => setValues({ ...values, [field]: currentTarget.value })}
          />
        ))}
        <JsonInput
          label="Metadata"
          description="What else you keep about the user, as a JSON object."
          autosize
          minRows={3}
          maxRows={10}
          value={metadata}
          error={metadataFault}
          onChange={setMetadata}
        />
        {rest !== null && rest !== undefined && <ErrorState error={rest} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text.trim() === '' ? '{}' : text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
