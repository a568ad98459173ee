import { Button, Group, Select, Stack, Switch, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { faultAt, type Schemas } from '../../api/client.js';
import { useApi } from '../../api/environment.js';
import { Icon } from '../../ui/icons.js';
import { Panel } from '../../ui/panel.js';
import { ErrorState } from '../../ui/states.js';
import { ConditionsInput } from './conditions-input.js';
import { conditionOf, type Draft } from './draft.js';
import { NewFeatureDialog } from './new-feature-dialog.js';
import { OverlapWarnings } from './overlap-warnings.js';
import { PreviewPanel } from './preview-panel.js';
import { featuresQuery } from './queries.js';
import classes from './rules.module.css';
import { usePreview } from './use-preview.js';

/** A rule while it is written, with what it would do beside it. */
export function RuleForm({
  initial,
  rule = null,
  note,
  error,
  saving,
  onSave,
}: {
  initial: Draft;
  /** The rule that is changed; null for a new one. */
  rule?: Schemas['Rule'] | null;
  note?: ReactNode;
  error: unknown;
  saving: boolean;
  onSave: (rule: Schemas['NewRule']) => void;
}) {
  const api = useApi();
  const [draft, setDraft] = useState(initial);
  const [making, setMaking] = useState(false);
  const features = useQuery(featuresQuery(api));
  const preview = usePreview(draft, rule, features.data?.[0]?.id ?? null);
  const put = (change: Partial<Draft>): void => setDraft((before) => ({ ...before, ...change }));
  return (
    <div className={classes.split}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onSave({
            name: draft.name.trim(),
            featureId: draft.featureId ?? '',
            enabled: draft.enabled,
            conditions: draft.conditions.map(conditionOf),
          });
        }}
      >
        <Stack>
          {note}
          <Panel title="Rule">
            <Stack gap="md">
              <TextInput
                label="Name"
                placeholder="As you would call it, for example “Pro package created”"
                value={draft.name}
                onChange={(event) => put({ name: event.currentTarget.value })}
                error={faultAt(error, 'name')}
              />
              <Switch
                label="Enabled"
                description="A disabled rule maps nothing."
                checked={draft.enabled}
                onChange={(event) => put({ enabled: event.currentTarget.checked })}
              />
            </Stack>
          </Panel>
          <Panel title="Map an event when" hint="All conditions must hold. Upper and lower case differ.">
            <ConditionsInput
              conditions={draft.conditions}
              onChange={(conditions) => put({ conditions })}
              error={error}
            />
          </Panel>
          <Panel title="Then record usage for">
            <Group align="flex-start" gap="xs">
              <Select
                aria-label="Feature"
                placeholder={features.data?.length === 0 ? 'There is no feature yet' : 'Choose a feature'}
                searchable
                allowDeselect={false}
                style={{ flex: '1 1 220px' }}
                data={(features.data ?? []).map(({ id, name }) => ({
                  value: id,
                  label: name === id ? id : `${name} (${id})`,
                }))}
                value={draft.featureId}
                onChange={(featureId) => put({ featureId })}
                error={
                  draft.featureId === null && faultAt(error, 'featureId')
                    ? 'Choose a feature.'
                    : faultAt(error, 'featureId')
                }
                nothingFoundMessage="No feature is called so"
              />
              <Button
                variant="default"
                leftSection={<Icon name="plus" size={15} />}
                onClick={() => setMaking(true)}
              >
                New feature
              </Button>
            </Group>
          </Panel>
          <OverlapWarnings rule={preview.compared} />
          {error !== null && error !== undefined && <ErrorState error={error} />}
          <Group>
            <Button type="submit" loading={saving}>
              {rule ? 'Save as a new version' : 'Save rule'}
            </Button>
          </Group>
        </Stack>
      </form>
      <div className={classes.aside}>
        <PreviewPanel preview={preview} />
      </div>
      <NewFeatureDialog
        opened={making}
        onClose={() => setMaking(false)}
        onMade={(featureId) => put({ featureId })}
      />
    </div>
  );
}
