import { Button, Group, Modal, Radio, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { faultAt, unwrap, type Schemas } from '../../api/client.js';
import { useApi } from '../../api/environment.js';
import { ErrorState } from '../../ui/states.js';
import { toast } from '../../ui/toast.js';

type NewFeature = Schemas['NewFeature'];

/** Makes a feature without leaving the rule. */
export function NewFeatureDialog({
  opened,
  initial,
  onClose,
  onMade,
}: {
  opened: boolean;
  initial?: { id: string; name: string; type: NewFeature['type'] };
  onClose: () => void;
  onMade?: (id: string) => void;
}) {
  return (
    <Modal opened={opened} onClose={onClose} title="New feature" keepMounted={false}>
      <FeatureForm
        initial={initial ?? { id: '', name: '', type: 'CONSUMABLE' }}
        onClose={onClose}
        onMade={onMade}
      />
    </Modal>
  );
}

function FeatureForm({
  initial,
  onClose,
  onMade,
}: {
  initial: { id: string; name: string; type: NewFeature['type'] };
  onClose: () => void;
  onMade: ((id: string) => void) | undefined;
}) {
  const api = useApi();
  const cache = useQueryClient();
  const [name, setName] = useState(initial.name);
  const [id, setId] = useState(initial.id);
  const [type, setType] = useState(initial.type);
  // Until somebody writes an id, it follows the name.
  const [ownId, setOwnId] = useState(initial.id !== '');
  const save = useMutation({
    mutationFn: () => unwrap(api.POST('/api/features', { body: { id, name, type } })),
    onSuccess: async (feature) => {
      await cache.invalidateQueries({ queryKey: ['features'] });
      await cache.invalidateQueries({ queryKey: ['unmapped'] });
      toast(`Feature ${feature.id} is there.`);
      onMade?.(feature.id);
      onClose();
    },
  });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        // The dialog lies inside the page's form for React, if not for the browser.
        event.stopPropagation();
        save.mutate();
      }}
    >
      <Stack>
        <TextInput
          label="Name"
          data-autofocus
          value={name}
          onChange={(event) => {
            setName(event.currentTarget.value);
            if (!ownId) setId(slug(event.currentTarget.value));
          }}
          error={faultAt(save.error, 'name')}
        />
        <TextInput
          label="Id"
          description="What events may name in properties.featureId. It never changes."
          value={id}
          onChange={(event) => {
            setId(event.currentTarget.value);
            setOwnId(true);
          }}
          error={faultAt(save.error, 'id')}
        />
        <Radio.Group
          label="Type"
          description="It never changes."
          value={type}
          onChange={(value) => setType(value)}
        >
          <Stack gap="xs" mt={6}>
            <Radio value="CONSUMABLE" label="Consumable: how much is used counts" />
            <Radio value="BINARY" label="Binary: used or not" />
          </Stack>
        </Radio.Group>
        {save.isError && <ErrorState error={save.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            Create feature
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

const slug = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 255);
