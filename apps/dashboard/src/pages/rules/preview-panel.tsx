import { Loader, Stack, Tabs, Text, Title } from '@mantine/core';
import { Link } from 'wouter';
import type { Schemas } from '../../api/client.js';
import { formatChange, formatCount, formatNumber } from '../../ui/format.js';
import { Notice } from '../../ui/notice.js';
import { Panel } from '../../ui/panel.js';
import { ErrorState } from '../../ui/states.js';
import { Time } from '../../ui/time.js';
import classes from './rules.module.css';
import type { usePreview } from './use-preview.js';
import { Reason, Verdicts } from './verdicts.js';

type Preview = Schemas['Preview'];
type Amount = Schemas['Amount'];

/** What saving would do, while it is being typed. */
export function PreviewPanel({ preview }: { preview: ReturnType<typeof usePreview> }) {
  const { query, complete, stale, ofFeature } = preview;
  return (
    <Panel
      title="What saving would do"
      hint="From the stored events, by the matcher that maps them. Nothing is changed yet."
      actions={stale ? <Loader size="xs" aria-label="Working it out" /> : undefined}
    >
      <div aria-live="polite" aria-busy={stale} className={stale ? classes.stale : undefined}>
        {!complete ? (
          <Text size="sm" c="dimmed">
            Fill in each condition, and the events that would be mapped are counted here. There must be a
            feature to count them for.
          </Text>
        ) : query.isError ? (
          <ErrorState error={query.error} onRetry={() => query.refetch()} />
        ) : query.data ? (
          <Findings preview={query.data} ofFeature={ofFeature} />
        ) : (
          <Text size="sm" c="dimmed">
            Looking at the stored events…
          </Text>
        )}
      </div>
    </Panel>
  );
}

function Findings({ preview, ofFeature }: { preview: Preview; ofFeature: boolean }) {
  const { unmapped, features, nearMisses, samples, looked, notes } = preview;
  return (
    <Stack gap="md">
      <div className={classes.figures}>
        <Figure label="events would be mapped" amount={unmapped.events} />
        <Figure label="users" amount={unmapped.users} />
      </div>
      {ofFeature ? (
        <FeatureChanges features={features} />
      ) : (
        <Text size="sm" c="dimmed">
          Choose a feature to see what its usage would gain.
        </Text>
      )}
      {nearMisses.map(({ message, ruleName, condition }) => (
        <Notice key={`${ruleName} ${condition} ${message}`} tone="warn" title="Nearly">
          <Reason text={message} />
        </Notice>
      ))}
      <Samples samples={samples} withUsage={ofFeature} />
      <Text size="xs" c="dimmed">
        {lookedText(looked.unmapped)} {notes.join(' ')}
      </Text>
    </Stack>
  );
}

function Figure({ label, amount }: { label: string; amount: Amount }) {
  return (
    <div className={classes.figure}>
      <strong className="tabular">{amountText(amount)}</strong>
      <Text size="sm" c="dimmed">
        {label}
        {!isExact(amount) && ` (${formatNumber(amount.low)} to ${formatNumber(amount.high)})`}
      </Text>
    </div>
  );
}

const isExact = ({ low, high }: Amount): boolean => low === high;

const amountText = (amount: Amount): string =>
  isExact(amount) ? formatNumber(amount.value) : `≈ ${formatNumber(rounded(amount.value))}`;

/** An estimate shows no more digits than it knows. */
const rounded = (value: number): number => Number(value.toPrecision(3));

function FeatureChanges({ features }: { features: Preview['features'] }) {
  if (features.length === 0) return null;
  return (
    <table style={{ width: '100%', borderCollapse: 'collapse' }}>
      <caption className="visually-hidden">Usage gained and lost, by feature</caption>
      <thead>
        <tr>
          {['Feature', 'Gained', 'No longer'].map((header, index) => (
            <th
              key={header}
              scope="col"
              style={{ textAlign: index === 0 ? 'left' : 'right', paddingBottom: 4 }}
            >
              <Text size="xs" c="dimmed" component="span">
                {header}
              </Text>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {features.map(({ featureId, gained, lost }) => (
          <tr key={featureId}>
            <td>
              <Text size="sm" fw={600} component="span">
                {featureId}
              </Text>
            </td>
            <td style={{ textAlign: 'right' }}>
              <Change sign={1} units={gained.units} events={gained.events} />
            </td>
            <td style={{ textAlign: 'right' }}>
              <Change sign={-1} units={lost.units} events={lost.events} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Change({ sign, units, events }: { sign: 1 | -1; units: Amount; events: Amount }) {
  if (events.value === 0)
    return (
      <Text component="span" c="dimmed" size="sm">
        –
      </Text>
    );
  return (
    <Text
      component="span"
      size="sm"
      className="tabular"
      c={sign > 0 ? 'var(--kana-good)' : 'var(--kana-bad)'}
    >
      {!isExact(units) && '≈ '}
      {formatChange(sign * (isExact(units) ? units.value : rounded(units.value)))}
    </Text>
  );
}

function Samples({ samples, withUsage }: { samples: Preview['samples']; withUsage: boolean }) {
  const { gained, lost } = samples;
  if (gained.length === 0 && lost.length === 0) return null;
  return (
    <div>
      <Title order={3} size="h5" mb={4}>
        Newest events
      </Title>
      <Tabs defaultValue={gained.length > 0 ? 'gained' : 'lost'} keepMounted={false}>
        <Tabs.List mb="sm">
          <Tabs.Tab value="gained">Gained ({gained.length})</Tabs.Tab>
          {lost.length > 0 && <Tabs.Tab value="lost">No longer ({lost.length})</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="gained">
          <SampleList samples={gained} withUsage={withUsage} />
        </Tabs.Panel>
        <Tabs.Panel value="lost">
          <SampleList samples={lost} withUsage={withUsage} />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}

function SampleList({ samples, withUsage }: { samples: Preview['samples']['gained']; withUsage: boolean }) {
  return (
    <div>
      {samples.map(({ id, name, userId, occurredAt, usage, rules }) => (
        <div key={id} className={classes.sample}>
          <Text size="sm" mb={4}>
            <Link to={`/events/${id}`}>{name}</Link>{' '}
            <Text span c="dimmed">
              by {userId}, <Time at={occurredAt} />
              {withUsage &&
                usage.length > 0 &&
                `: ${usage.map(({ featureId, delta }) => `${formatChange(delta)} ${featureId}`).join(', ')}`}
            </Text>
          </Text>
          {rules.map(({ ruleId, conditions }) => (
            <Verdicts key={ruleId ?? 'new'} conditions={conditions} />
          ))}
        </div>
      ))}
    </div>
  );
}

function lookedText({ events, of, exact }: Preview['looked']['unmapped']): string {
  if (exact)
    return `All ${formatCount(events, 'event')} that could match were looked at, so the numbers are exact.`;
  return `${formatCount(events, 'event')} of about ${formatNumber(rounded(of.value))} were looked at: the numbers are estimates, each with the range that it lies in at 95 %.`;
}
