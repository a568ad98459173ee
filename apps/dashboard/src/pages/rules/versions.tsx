import type { Condition } from '#libs/rules';
import { Box, Button, Group, Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { unwrap } from '../../api/client.js';
import { useApi } from '../../api/environment.js';
import { Confirm } from '../../ui/confirm.js';
import { Panel } from '../../ui/panel.js';
import { QueryState } from '../../ui/states.js';
import { Time } from '../../ui/time.js';
import { toast } from '../../ui/toast.js';
import { Conditions, ConditionText } from './condition-text.js';
import { versionsQuery, type RuleVersion } from './queries.js';
import classes from './rules.module.css';

/** Every version with what it changed; an older one can become the newest again. */
export function Versions({ ruleId, current }: { ruleId: string; current: number }) {
  const api = useApi();
  const versions = useInfiniteQuery(versionsQuery(api, ruleId));
  const [chosen, setChosen] = useState<RuleVersion | null>(null);
  return (
    <Panel title="Versions" hint="Every usage record names the version that made it.">
      <QueryState query={versions}>
        {({ pages }) => (
          <Stack gap={0}>
            {pages
              .flatMap(({ data }) => data)
              .map((version) => (
                <Box key={version.version} className={classes.sample}>
                  <Group justify="space-between" align="flex-start" gap="xs">
                    <Text size="sm">
                      <strong>Version {version.version}</strong>{' '}
                      <Text span c="dimmed">
                        <Time at={version.createdAt} />
                      </Text>
                    </Text>
                    {version.version !== current && !version.deleted && (
                      <Button size="xs" variant="default" onClick={() => setChosen(version)}>
                        Restore
                      </Button>
                    )}
                  </Group>
                  <Changes version={version} />
                </Box>
              ))}
          </Stack>
        )}
      </QueryState>
      {versions.hasNextPage && (
        <Button
          mt="sm"
          size="xs"
          variant="default"
          loading={versions.isFetchingNextPage}
          onClick={() => void versions.fetchNextPage()}
        >
          Show more
        </Button>
      )}
      {chosen && <RestoreDialog ruleId={ruleId} version={chosen} onClose={() => setChosen(null)} />}
    </Panel>
  );
}

const fieldNames = { name: 'Name', featureId: 'Feature', enabled: 'Enabled', deleted: 'Deleted' };

function Changes({ version }: { version: RuleVersion }) {
  if (version.deleted) {
    return (
      <Text size="sm" c="dimmed">
        The rule was deleted.
      </Text>
    );
  }
  if (version.changes.length === 0) {
    return (
      <Box mt={4}>
        <Conditions conditions={version.conditions} />
        <Text size="sm" c="dimmed">
          for {version.featureId}
        </Text>
      </Box>
    );
  }
  return (
    <Stack gap={4} mt={4}>
      {version.changes.map((change) =>
        'added' in change ? (
          <Stack gap={4} key="conditions">
            {change.removed.map((condition, index) => (
              <Text key={index} size="sm" component="div" className={classes.removed}>
                <strong>Removed</strong> <ConditionText condition={condition as Condition} />
              </Text>
            ))}
            {change.added.map((condition, index) => (
              <Text key={index} size="sm" component="div" className={classes.added}>
                <strong>Added</strong> <ConditionText condition={condition as Condition} />
              </Text>
            ))}
          </Stack>
        ) : (
          <Text key={change.field} size="sm">
            {fieldNames[change.field]}: {wordOf(change.from)} → <strong>{wordOf(change.to)}</strong>
          </Text>
        ),
      )}
    </Stack>
  );
}

const wordOf = (value: string | boolean): string =>
  typeof value === 'string' ? value : value ? 'yes' : 'no';

function RestoreDialog({
  ruleId,
  version,
  onClose,
}: {
  ruleId: string;
  version: RuleVersion;
  onClose: () => void;
}) {
  const api = useApi();
  const cache = useQueryClient();
  const restore = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST('/api/rules/{id}/restore', {
          params: { path: { id: ruleId } },
          body: { version: version.version },
        }),
      ),
    onSuccess: async (rule) => {
      await cache.invalidateQueries();
      toast(`Version ${version.version} is back, as version ${rule.version}.`);
      onClose();
    },
  });
  return (
    <Confirm
      opened
      title={`Restore version ${version.version}?`}
      action="Restore"
      busy={restore.isPending}
      error={restore.error}
      onConfirm={() => restore.mutate()}
      onClose={onClose}
    >
      <Text size="sm">
        A new version gets what this one said
        {version.enabled ? ', and the events that are not mapped are run again' : ''}. Recorded usage stays.
      </Text>
      <Conditions conditions={version.conditions} />
      <Text size="sm">
        for <strong>{version.featureId}</strong>, {version.enabled ? 'enabled' : 'disabled'}
      </Text>
    </Confirm>
  );
}
