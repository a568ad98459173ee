import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { unwrap, type Schemas } from '../../api/client.js';
import { useApi } from '../../api/environment.js';
import { formatCount, formatDuration, formatNumber, formatPercent } from '../../ui/format.js';
import { Icon } from '../../ui/icons.js';
import { Mark, type Tone } from '../../ui/mark.js';
import type { IconName } from '../../ui/icons.js';
import { Confirm } from '../../ui/confirm.js';
import { toastError } from '../../ui/toast.js';

export type Run = Schemas['Application'];

const states: Record<Run['state'], { tone: Tone; icon: IconName; label: string }> = {
  waiting: { tone: 'quiet', icon: 'pending', label: 'Waiting' },
  running: { tone: 'info', icon: 'play', label: 'Running' },
  paused: { tone: 'warn', icon: 'pause', label: 'Paused' },
  done: { tone: 'good', icon: 'passed', label: 'Done' },
  cancelled: { tone: 'quiet', icon: 'failed', label: 'Cancelled' },
  superseded: { tone: 'quiet', icon: 'history', label: 'Superseded' },
};

export function RunState({ run }: { run: Run }) {
  const { tone, icon, label } = states[run.state];
  return (
    <Mark tone={tone} icon={icon}>
      {label}
    </Mark>
  );
}

const isUnfinished = ({ state }: Run): boolean =>
  state === 'waiting' || state === 'running' || state === 'paused';

/**
 * A run as it goes on: how far, how fast, how long it will take, and buttons to pause, resume and cancel it.
 * `onEnd` is called once when a run that was seen at work has ended.
 */
export function RunProgress({ run: initial, onEnd }: { run: Run; onEnd?: () => void }) {
  const api = useApi();
  const cache = useQueryClient();
  const queryKey = ['applications', initial.id];
  const { data: run } = useQuery({
    queryKey,
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/applications/{id}', { params: { path: { id: initial.id } }, signal })),
    initialData: initial,
    refetchInterval: ({ state }) => (state.data && isUnfinished(state.data) ? 500 : false),
  });
  const [asking, setAsking] = useState(false);
  const action = useMutation({
    mutationFn: (verb: 'pause' | 'resume' | 'cancel') =>
      unwrap(api.POST(`/api/applications/{id}/${verb}`, { params: { path: { id: run.id } } })),
    onSuccess: (answer) => cache.setQueryData(queryKey, answer),
    onError: toastError,
    onSettled: () => setAsking(false),
  });

  const unfinished = isUnfinished(run);
  const wasUnfinished = useRef(unfinished);
  useEffect(() => {
    if (wasUnfinished.current && !unfinished) onEnd?.();
    wasUnfinished.current = unfinished;
  }, [unfinished, onEnd]);

  const share = run.state === 'done' ? 1 : run.total === 0 ? 0 : Math.min(1, run.scanned / run.total);
  const label = run.kind === 'retract' ? 'Taking usage back' : 'Running stored events again';
  return (
    <Stack gap={8}>
      <Group justify="space-between" gap="xs">
        <Group gap="sm">
          <RunState run={run} />
          <Text size="sm" className="tabular">
            {formatNumber(run.scanned)} of{' '}
            {formatCount(run.total, run.kind === 'retract' ? 'record' : 'event')} ({formatPercent(share)})
          </Text>
        </Group>
        {unfinished && (
          <Group gap="xs">
            {run.state === 'paused' ? (
              <Button
                size="xs"
                variant="default"
                leftSection={<Icon name="play" size={15} />}
                onClick={() => action.mutate('resume')}
              >
                Resume
              </Button>
            ) : (
              <Button
                size="xs"
                variant="default"
                leftSection={<Icon name="pause" size={15} />}
                onClick={() => action.mutate('pause')}
              >
                Pause
              </Button>
            )}
            <Button
              size="xs"
              variant="default"
              leftSection={<Icon name="cross" size={15} />}
              onClick={() => setAsking(true)}
            >
              Cancel
            </Button>
          </Group>
        )}
      </Group>
      <Progress
        size="md"
        value={share * 100}
        color={run.state === 'done' ? 'teal' : run.state === 'paused' ? 'yellow' : 'indigo'}
        animated={run.state === 'running'}
        aria-label={label}
      />
      <Text size="sm" c="dimmed" className="tabular">
        {summaryOf(run)}
      </Text>
      <Confirm
        opened={asking}
        title="Cancel this run?"
        action="Cancel the run"
        danger
        busy={action.isPending}
        onConfirm={() => action.mutate('cancel')}
        onClose={() => setAsking(false)}
      >
        <Text size="sm">
          What it did stays. The events that it did not reach stay as they are, until the rule is run again.
        </Text>
      </Confirm>
    </Stack>
  );
}

function summaryOf(run: Run): string {
  const parts =
    run.kind === 'retract'
      ? [
          `${formatCount(run.reversed, 'record')} taken back`,
          `${formatCount(run.unmapped, 'event')} left without usage`,
          ...(run.mapped > 0 ? [`${formatCount(run.mapped, 'event')} mapped anew`] : []),
        ]
      : [`${formatCount(run.mapped, 'event')} mapped`];
  if (run.rate !== null && isUnfinished(run)) parts.push(`${formatNumber(Math.round(run.rate))} a second`);
  if (run.state === 'running' && run.remainingSeconds !== null) {
    parts.push(
      run.remainingSeconds < 1 ? 'about to end' : `${formatDuration(Math.ceil(run.remainingSeconds))} left`,
    );
  }
  if (run.state === 'paused') parts.push('nothing goes on until it is resumed');
  return parts.join(' · ');
}
