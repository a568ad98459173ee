import { Button, Group, Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { ApiError, unwrap } from '../../api/client.js';
import { useApi } from '../../api/environment.js';
import { Confirm } from '../../ui/confirm.js';
import { Icon } from '../../ui/icons.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { EmptyState, QueryState } from '../../ui/states.js';
import { toast, toastError } from '../../ui/toast.js';
import { RunProgress } from '../runs/run-progress.js';
import type { PageParameters } from '../page-parameters.js';
import { Conditions } from './condition-text.js';
import { ruleQuery, versionsQuery, type Rule } from './queries.js';
import { OverlapWarnings } from './overlap-warnings.js';
import { RetractDialog } from './retract-dialog.js';
import { RuleState } from './rules-page.js';
import { Versions } from './versions.js';

export default function RulePage({ parameters: { id = '' } }: PageParameters) {
  const api = useApi();
  const rule = useQuery(ruleQuery(api, id));
  const isGone = rule.error instanceof ApiError && rule.error.status === 404;
  if (isGone) return <DeletedRule id={id} />;
  return (
    <Page
      title={rule.data?.name ?? 'Rule'}
      parent={{ to: '/rules', label: 'Rules' }}
      actions={rule.data && <Actions rule={rule.data} />}
    >
      <QueryState query={rule}>
        {(found) => (
          <Stack>
            <Runs ruleId={id} />
            <OverlapWarnings
              rule={found.enabled ? { id, featureId: found.featureId, conditions: found.conditions } : null}
            />
            <Panel
              title="Map an event when"
              actions={<RuleState enabled={found.enabled} />}
              hint={`Version ${found.version}`}
            >
              <Conditions conditions={found.conditions} />
              <Text size="sm" mt="sm">
                Then record usage for <strong>{found.featureId}</strong>.
              </Text>
            </Panel>
            <Versions ruleId={id} current={found.version} />
          </Stack>
        )}
      </QueryState>
    </Page>
  );
}

function Actions({ rule }: { rule: Rule }) {
  const api = useApi();
  const cache = useQueryClient();
  const [, navigate] = useLocation();
  const [dialog, setDialog] = useState<'retract' | 'delete' | null>(null);
  const params = { path: { id: rule.id } };
  const flip = useMutation({
    mutationFn: () => unwrap(api.POST(`/api/rules/{id}/${rule.enabled ? 'disable' : 'enable'}`, { params })),
    onSuccess: async ({ enabled }) => {
      await cache.invalidateQueries();
      toast(enabled ? 'Rule enabled: stored events are run again.' : 'Rule disabled: it maps nothing now.');
    },
    onError: toastError,
  });
  const remove = useMutation({
    mutationFn: () => unwrap(api.DELETE('/api/rules/{id}', { params })),
    onSuccess: () => {
      navigate('/rules');
      void cache.invalidateQueries();
      toast('Rule deleted. The usage that it recorded stays.');
    },
  });
  return (
    <>
      <Button component={Link} to={`/rules/${rule.id}/edit`} leftSection={<Icon name="edit" size={16} />}>
        Edit
      </Button>
      <Button variant="default" loading={flip.isPending} onClick={() => flip.mutate()}>
        {rule.enabled ? 'Disable' : 'Enable'}
      </Button>
      <Button
        variant="default"
        leftSection={<Icon name="undo" size={16} />}
        onClick={() => setDialog('retract')}
      >
        Retract
      </Button>
      <Button
        variant="default"
        leftSection={<Icon name="trash" size={16} />}
        onClick={() => setDialog('delete')}
      >
        Delete
      </Button>
      {dialog === 'retract' && <RetractDialog rule={rule} onClose={() => setDialog(null)} />}
      <Confirm
        opened={dialog === 'delete'}
        title={`Delete “${rule.name}”?`}
        action="Delete rule"
        danger
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={() => setDialog(null)}
      >
        <Text size="sm">
          It maps nothing from now on. The usage that it recorded stays; to take that back, retract it. A
          deleted rule can be restored from its versions.
        </Text>
      </Confirm>
    </>
  );
}

/** The newest run large, since it may be at work; those before it on request. */
function Runs({ ruleId }: { ruleId: string }) {
  const api = useApi();
  const cache = useQueryClient();
  const [all, setAll] = useState(false);
  const runs = useQuery({
    queryKey: ['applications', 'ofRule', ruleId],
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET('/api/rules/{id}/applications', {
            params: { path: { id: ruleId }, query: { limit: 20 } },
            signal,
          }),
        )
      ).data,
  });
  const [newest, ...older] = runs.data ?? [];
  if (!newest) return null;
  return (
    <Panel
      title={newest.kind === 'retract' ? 'Retract' : 'Retroactive run'}
      hint={
        newest.kind === 'retract'
          ? 'Usage is taken back by reversing records, and its events are judged again.'
          : 'The events that were not mapped are run against the rules again.'
      }
      actions={
        older.length > 0 && (
          <Button size="xs" variant="subtle" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? 'Newest only' : `${older.length} before it`}
          </Button>
        )
      }
    >
      <Stack>
        <RunProgress
          key={newest.id}
          run={newest}
          onEnd={() => {
            toast(newest.kind === 'retract' ? 'The retract has ended.' : 'The run has ended.');
            void cache.invalidateQueries({ queryKey: ['unmapped'] });
            void cache.invalidateQueries({ queryKey: ['status'] });
          }}
        />
        {all && older.map((run) => <RunProgress key={run.id} run={run} />)}
      </Stack>
    </Panel>
  );
}

function DeletedRule({ id }: { id: string }) {
  const api = useApi();
  const versions = useInfiniteQuery(versionsQuery(api, id));
  const last = versions.data?.pages[0]?.data[0];
  if (!last) {
    return (
      <Page title="Rule" parent={{ to: '/rules', label: 'Rules' }}>
        <QueryState query={versions}>
          {() => (
            <EmptyState icon="search" title="There is no such rule">
              It may belong to the other environment. All rules are <Link to="/rules">here</Link>.
            </EmptyState>
          )}
        </QueryState>
      </Page>
    );
  }
  return (
    <Page
      title={`${last.name} (deleted)`}
      parent={{ to: '/rules', label: 'Rules' }}
      intro="It maps nothing. Usage that it recorded stays. Restore a version to bring it back."
    >
      <Group>
        <Runs ruleId={id} />
      </Group>
      <Versions ruleId={id} current={last.version} />
    </Page>
  );
}
