import { Anchor, Button, Group, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Schemas } from '../../api/client.js';
import { DataTable } from '../../ui/data-table.js';
import { formatChange } from '../../ui/format.js';
import { Icon } from '../../ui/icons.js';
import { Mark } from '../../ui/mark.js';
import { Outcome } from '../../ui/outcome.js';
import { Panel } from '../../ui/panel.js';
import { TestEventButton } from './test-event-button.js';
import { useEventStream, type StreamState } from './use-event-stream.js';

type Event = Schemas['Event'];

/** Events as they come, each with its outcome. */
export function LiveTail() {
  const [paused, setPaused] = useState(false);
  const [name, setName] = useState('');
  const [userId, setUserId] = useState('');
  const [filter] = useDebouncedValue({ name: name.trim(), userId: userId.trim() }, 300);
  const { rows, skipped, state, retry } = useEventStream(filter, paused);
  const filtered = filter.name !== '' || filter.userId !== '';
  return (
    <Panel
      title="Live"
      hint="The newest events, as they are stored."
      actions={
        <>
          <State state={paused ? 'paused' : state} />
          <Button
            size="xs"
            variant="default"
            leftSection={<Icon name={paused ? 'play' : 'pause'} size={15} />}
            onClick={() => setPaused(!paused)}
          >
            {paused ? 'Go on' : 'Pause'}
          </Button>
          <TestEventButton />
        </>
      }
    >
      <Group mb="sm" grow preventGrowOverflow={false} gap="sm">
        <TextInput
          label="Event name"
          placeholder="The exact name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          style={{ flex: '1 1 200px' }}
        />
        <TextInput
          label="User id"
          placeholder="As sent in userId"
          value={userId}
          onChange={(event) => setUserId(event.currentTarget.value)}
          style={{ flex: '1 1 200px' }}
        />
      </Group>
      {state === 'failed' && !paused && (
        <Group gap="sm" mb="sm" role="alert">
          <Text size="sm">The live view was closed by the server.</Text>
          <Button size="xs" variant="default" onClick={retry}>
            Try again
          </Button>
        </Group>
      )}
      {skipped && (
        <Text size="sm" c="dimmed" mb="xs">
          More came at once than is shown here; nothing is lost.
        </Text>
      )}
      {rows.length === 0 ? (
        <Text size="sm" c="dimmed" py="md" ta="center">
          {filtered
            ? 'No event fits yet. Names are exact, with case.'
            : state === 'open'
              ? 'Waiting for the next event…'
              : 'Connecting…'}
        </Text>
      ) : (
        <DataTable caption="Live events" rows={rows} keyOf={({ id }) => id} columns={columns} />
      )}
    </Panel>
  );
}

const columns = [
  {
    header: 'Event',
    cell: (event: Event) => (
      <Anchor component={Link} to={`/events/${event.id}`} size="sm" fw={600}>
        {event.name ?? 'identify'}
      </Anchor>
    ),
  },
  { header: 'User', cell: (event: Event) => event.userId },
  { header: 'Outcome', cell: (event: Event) => <Outcome event={event} /> },
  {
    header: 'Usage',
    cell: (event: Event) =>
      event.usage.map(({ featureId, delta }) => `${formatChange(delta)} ${featureId}`).join(', ') || '–',
  },
  {
    header: 'Received (UTC)',
    cell: (event: Event) => (
      <time dateTime={event.receivedAt}>
        {event.receivedAt.slice(0, 10)} {event.receivedAt.slice(11, 19)}
      </time>
    ),
  },
];

function State({ state }: { state: StreamState | 'paused' }) {
  switch (state) {
    case 'open':
      return (
        <Mark tone="good" icon="activity">
          Live
        </Mark>
      );
    case 'paused':
      return (
        <Mark tone="warn" icon="pause">
          Paused
        </Mark>
      );
    case 'failed':
      return (
        <Mark tone="bad" icon="failed">
          Closed
        </Mark>
      );
    case 'connecting':
      return (
        <Mark tone="quiet" icon="pending">
          Connecting
        </Mark>
      );
  }
}
