import { Anchor, Button, Group, List, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useAddress } from '../usage/address.js';
import { unwrap, type Schemas } from '../../api/client.js';
import { useApi } from '../../api/environment.js';
import { Confirm } from '../../ui/confirm.js';
import { formatCount, formatDay } from '../../ui/format.js';
import { Icon } from '../../ui/icons.js';
import { Mark } from '../../ui/mark.js';
import { Notice } from '../../ui/notice.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { QueryState } from '../../ui/states.js';
import { toast, toastError } from '../../ui/toast.js';
import { queryOf, usersPath } from '../usage/links.js';
import { NumberLink, unitsOf } from '../usage/parts.js';
import { featuresUsageQuery, type Feature } from '../usage/queries.js';
import { chosenRange } from '../usage/range.js';
import classes from '../usage/usage.module.css';
import { FeatureForm, type FeatureFields } from './feature-form.js';

type Rule = Schemas['Rule'];

/** A feature: its fields, its rules, and the end of it. */
export default function FeaturePage() {
  const api = useApi();
  const id = useAddress()[0].get('id') ?? '';
  const feature = useQuery({
    queryKey: ['features', 'one', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/features/{id}', { params: { path: { id } }, signal })),
  });
  const rules = useQuery({
    queryKey: ['rules', 'of', id],
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET('/api/rules', { params: { query: { featureId: id, limit: 200 } }, signal })))
        .data,
  });
  return (
    <Page
      title={feature.data?.name ?? 'Feature'}
      parent={{ to: '/features', label: 'Features' }}
      intro={
        feature.data && (
          <>
            <span className={classes.id}>{id}</span> ·{' '}
            {feature.data.type === 'BINARY' ? 'Binary: used or not' : 'Consumable: counted'} · created{' '}
            {formatDay(feature.data.createdAt)}
          </>
        )
      }
    >
      <QueryState query={feature}>
        {(feature) => (
          <>
            {feature.archivedAt !== null && <Archived feature={feature} />}
            <Usage feature={feature} />
            <Panel title="Rules that record it">
              <QueryState query={rules}>{(rules) => <Rules id={id} rules={rules} />}</QueryState>
            </Panel>
            <Panel title="Name and units" hint="Id and type never change: usage is recorded under them.">
              <Edit feature={feature} />
            </Panel>
            <End feature={feature} recording={(rules.data ?? []).filter(({ enabled }) => enabled).length} />
          </>
        )}
      </QueryState>
    </Page>
  );
}

function Usage({ feature }: { feature: Feature }) {
  const api = useApi();
  const [now] = useState(() => Date.now());
  const range = chosenRange(new URLSearchParams(), now);
  const usage = useQuery(featuresUsageQuery(api, range));
  const used = usage.data?.find(({ featureId }) => featureId === feature.id)?.used ?? 0;
  if (usage.data === undefined) return null;
  return (
    <div>
      <dl className={classes.figures}>
        <div>
          <dt>Used in the last 30 days</dt>
          <dd>
            <NumberLink
              large
              value={used}
              to={usersPath(feature.id, range)}
              what={`who used ${feature.name}`}
            />{' '}
            <Text span size="sm" c="dimmed">
              {unitsOf(feature)}
            </Text>
          </dd>
        </div>
      </dl>
      <Anchor component={Link} to={`/usage?${queryOf({ feature: feature.id })}`} size="sm">
        See it over time
      </Anchor>
    </div>
  );
}

function Rules({ id, rules }: { id: string; rules: readonly Rule[] }) {
  if (rules.length === 0) {
    return (
      <Text size="sm">
        No rule gives it. Events use it by naming <code>{id}</code> in <code>properties.featureId</code>, or
        by{' '}
        <Anchor component={Link} to="/rules/new" inherit underline="always">
          a rule that you make
        </Anchor>
        .
      </Text>
    );
  }
  return (
    <List listStyleType="none" spacing="xs">
      {rules.map((rule) => (
        <List.Item key={rule.id}>
          <Group gap="sm">
            <Anchor component={Link} to={`/rules/${rule.id}`} size="sm">
              {rule.name}
            </Anchor>
            <Mark tone={rule.enabled ? 'good' : 'quiet'} icon={rule.enabled ? 'passed' : 'pause'}>
              {rule.enabled ? 'Enabled' : 'Disabled'}
            </Mark>
          </Group>
        </List.Item>
      ))}
    </List>
  );
}

function Edit({ feature }: { feature: Feature }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const save = useMutation({
    mutationFn: ({ id, type: _, ...body }: FeatureFields) =>
      unwrap(api.PATCH('/api/features/{id}', { params: { path: { id } }, body })),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['features'] });
      toast('Feature saved.');
    },
  });
  return (
    <FeatureForm
      feature={feature}
      action="Save"
      busy={save.isPending}
      error={save.error}
      onSubmit={(fields) => save.mutate(fields)}
    />
  );
}

/** What archiving means, where it can be taken back. */
function Archived({ feature }: { feature: Feature }) {
  const unarchive = useArchiving(feature.id, false);
  return (
    <Notice tone="info" icon="archive" title={`Archived since ${formatDay(feature.archivedAt!)}`}>
      <Text size="sm" mb="sm">
        Lists and pickers leave it out. Its usage stays, and rules and events that name it still record.
      </Text>
      <Button size="xs" variant="default" loading={unarchive.isPending} onClick={() => unarchive.mutate()}>
        Bring it back
      </Button>
    </Notice>
  );
}

function useArchiving(id: string, archive: boolean) {
  const api = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => {
      const options = { params: { path: { id } } };
      return unwrap(
        archive
          ? api.POST('/api/features/{id}/archive', options)
          : api.POST('/api/features/{id}/unarchive', options),
      );
    },
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['features'] });
      toast(archive ? 'Feature archived.' : 'The feature is back.');
    },
    onError: toastError,
  });
}

function End({ feature, recording }: { feature: Feature; recording: number }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const [, navigate] = useLocation();
  const [asked, setAsked] = useState<'archive' | 'delete'>();
  const archive = useArchiving(feature.id, true);
  const remove = useMutation({
    mutationFn: () => unwrap(api.DELETE('/api/features/{id}', { params: { path: { id: feature.id } } })),
    onSuccess: async () => {
      toast('Feature deleted.');
      navigate('/features');
      await queryClient.invalidateQueries({ queryKey: ['features'] });
    },
  });
  const close = (): void => {
    setAsked(undefined);
    remove.reset();
  };
  return (
    <Panel
      title="Archive or delete"
      hint="Archiving hides a feature and keeps its usage. Only a feature that was never used and has no rule can be deleted."
    >
      <Group>
        {feature.archivedAt === null && (
          <Button
            variant="default"
            leftSection={<Icon name="archive" size={16} />}
            onClick={() => setAsked('archive')}
          >
            Archive feature
          </Button>
        )}
        <Button
          variant="default"
          c="var(--kana-bad)"
          leftSection={<Icon name="trash" size={16} />}
          onClick={() => setAsked('delete')}
        >
          Delete feature
        </Button>
      </Group>
      <Confirm
        opened={asked === 'archive'}
        title={`Archive ${feature.name}?`}
        action="Archive feature"
        busy={archive.isPending}
        onConfirm={() => archive.mutate(undefined, { onSettled: close })}
        onClose={close}
      >
        <Text size="sm">
          Lists and pickers leave it out from now on. What was recorded stays in every number, and you can
          bring it back.
        </Text>
        <Text size="sm">
          It does not stop recording:{' '}
          {recording > 0
            ? `${formatCount(recording, 'enabled rule')} and events that name it still count. Disable the rules first, if that should end.`
            : 'events that name its id still count.'}
        </Text>
      </Confirm>
      <Confirm
        opened={asked === 'delete'}
        title={`Delete ${feature.name}?`}
        action="Delete feature"
        danger
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={close}
      >
        <Text size="sm">
          The feature is gone for good. This works only while nothing refers to it: no rule, and no recorded
          usage.
        </Text>
      </Confirm>
    </Panel>
  );
}
