import { Button, Checkbox, Group, Modal, NumberInput, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { faultAt, unwrap, type Schemas } from '../../api/client.js';
import { useApi } from '../../api/environment.js';
import { formatCount, formatNumber } from '../../ui/format.js';
import { ErrorState } from '../../ui/states.js';
import { Time } from '../../ui/time.js';
import { toast } from '../../ui/toast.js';
import type { Rule } from './queries.js';
import classes from './rules.module.css';

type Effect = Schemas['RetractEffect'];
type Request = Schemas['RuleRetract'];

/** Takes back what a rule recorded. What that would do is shown first: the button that does it comes after. */
export function RetractDialog({ rule, onClose }: { rule: Rule; onClose: () => void }) {
  const api = useApi();
  const cache = useQueryClient();
  const [scope, setScope] = useState<'all' | 'version'>('all');
  const [version, setVersion] = useState<number | string>(rule.version);
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [disable, setDisable] = useState(rule.enabled);
  const request: Request = {
    ...(scope === 'version' && { version: Number(version) }),
    ...(from && { from: `${from}T00:00:00Z` }),
    ...(to && { to: `${to}T00:00:00Z` }),
    disable,
  };
  const send = async (dryRun: boolean) =>
    unwrap(
      api.POST('/api/rules/{id}/retract', {
        params: { path: { id: rule.id } },
        body: { ...request, dryRun },
      }),
    );
  const trial = useMutation({ mutationFn: () => send(true) });
  const retract = useMutation({
    mutationFn: () => send(false),
    onSuccess: async () => {
      await cache.invalidateQueries();
      toast('Usage is being taken back. The rule’s page shows how far it is.');
      onClose();
    },
  });
  // What was tried is not what is asked for any more.
  const change = (set: () => void): void => {
    set();
    trial.reset();
    retract.reset();
  };
  const error = retract.error ?? trial.error;
  const effect = trial.data?.effect;
  return (
    <Modal opened onClose={onClose} title={`Retract usage of “${rule.name}”`} size="lg">
      <Stack>
        <Text size="sm">
          Each usage record gets one that reverses it; nothing is deleted. Its event is judged again by the
          rules that remain, and is not mapped where none takes it.
        </Text>
        <Radio.Group label="Which usage" value={scope} onChange={(value) => change(() => setScope(value))}>
          <Group mt={6}>
            <Radio value="all" label="Of every version" />
            <Radio value="version" label="Of one version" />
          </Group>
        </Radio.Group>
        {scope === 'version' && (
          <NumberInput
            label="Version"
            min={1}
            max={rule.version}
            maw={160}
            value={version}
            onChange={(value) => change(() => setVersion(value))}
            error={faultAt(error, 'version')}
          />
        )}
        <Group grow align="flex-start">
          <TextInput
            type="date"
            label="From (UTC, optional)"
            value={from}
            onChange={(event) => {
              const { value } = event.currentTarget;
              change(() => setFrom(value));
            }}
            error={faultAt(error, 'from')}
          />
          <TextInput
            type="date"
            label="Before (UTC, optional)"
            value={to}
            onChange={(event) => {
              const { value } = event.currentTarget;
              change(() => setTo(value));
            }}
            error={faultAt(error, 'to')}
          />
        </Group>
        {rule.enabled && (
          <Checkbox
            label="Disable the rule as well"
            description="Else it would record the same again."
            checked={disable}
            onChange={(event) => {
              const { checked } = event.currentTarget;
              change(() => setDisable(checked));
            }}
          />
        )}
        {error !== null && <ErrorState error={error} />}
        <div aria-live="polite">{effect && <EffectText effect={effect} />}</div>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          {effect ? (
            <Button
              color="red.8"
              disabled={effect.records === 0}
              loading={retract.isPending}
              onClick={() => retract.mutate()}
            >
              Take back {formatCount(effect.records, 'record')}
            </Button>
          ) : (
            <Button loading={trial.isPending} onClick={() => trial.mutate()}>
              Show what it would do
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

function EffectText({ effect }: { effect: Effect }) {
  if (effect.records === 0) {
    return <Text size="sm">There is no such usage: nothing would be taken back.</Text>;
  }
  return (
    <Stack gap="xs">
      <Text size="sm">
        {!effect.exact && 'At least '}
        <strong>{formatCount(effect.records, 'record')}</strong> of {formatCount(effect.events, 'event')} and{' '}
        {formatCount(effect.users, 'user')} would be taken back. {formatCount(effect.unmapped, 'event')} would
        be left without usage, and the rules that remain would map {formatNumber(effect.mapped)}.
      </Text>
      <ul style={{ margin: 0, paddingLeft: 18 }}>
        {effect.reversed.map(({ featureId, used }) => (
          <li key={`-${featureId}`}>
            <Text size="sm" component="span">
              {featureId}: {formatNumber(used)} taken back
            </Text>
          </li>
        ))}
        {effect.recorded.map(({ featureId, used }) => (
          <li key={`+${featureId}`}>
            <Text size="sm" component="span">
              {featureId}: {formatNumber(used)} recorded anew
            </Text>
          </li>
        ))}
      </ul>
      <div>
        {effect.samples.slice(0, 5).map(({ eventId, name, userId, occurredAt, outcome, gained }) => (
          <Text key={eventId} size="sm" className={classes.sample}>
            <Link to={`/events/${eventId}`}>{name}</Link> by {userId}, <Time at={occurredAt} />:{' '}
            {outcome === 'unmapped'
              ? 'not mapped any more'
              : `then for ${gained.join(', ') || 'what it has'}`}
          </Text>
        ))}
      </div>
    </Stack>
  );
}
