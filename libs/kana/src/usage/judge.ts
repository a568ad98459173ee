import { match, matches, type Rule } from '#libs/rules';
import { beginning } from '../events/text.js';
import type { RuleSet } from '../mapping/rule-sets.service.js';
import { attribute, readDelta, readFeatureId } from './attribution.js';
import type { Conservation, Difference } from './conservation.js';
import type { MappingRun, PlacedEvent, RunPlace, StoredEntry } from './conservation.repository.js';

/**
 * Judges stored events again: usage by the rule version that it names, since editing a rule leaves recorded usage as
 * it is, and its absence by the rules as they are now. What was taken back is judged as well.
 */
export class Judge {
  /** By rule or feature, newest first. */
  private readonly runs = new Map<string, MappingRun[]>();
  private places: ReadonlyMap<string, RunPlace> = new Map();
  private readonly awaited = new Map<string, { run: MappingRun; events: number }>();
  private awaitingEvents = 0;

  constructor(
    private readonly set: RuleSet,
    /** By `rule@version`. */
    private readonly versions: ReadonlyMap<string, Rule>,
    runs: readonly MappingRun[],
  ) {
    for (const run of runs) this.runs.set(runKey(run), [...(this.runs.get(runKey(run)) ?? []), run]);
  }

  /** Runs that may not have looked at every event. */
  openRuns(): string[] {
    return [...this.runs.values()]
      .flat()
      .filter(({ state }) => state !== 'done')
      .map(({ id }) => id);
  }

  /** The events that follow are of this partition. */
  enter(places: readonly RunPlace[]): void {
    this.places = new Map(places.map((place) => [place.id, place]));
  }

  awaiting(): NonNullable<Conservation['verification']>['awaitingRun'] {
    const runs = [...this.awaited.values()].map(({ run, events }) => ({ ...run, events }));
    return { events: this.awaitingEvents, runs };
  }

  differenceOf(event: PlacedEvent): Difference | null {
    const fault = this.faultOf(event);
    return fault && { eventId: event.id, stored: fault[0], recomputed: fault[1] };
  }

  private faultOf(event: PlacedEvent): Fault | null {
    const { pending, unmapped, usage } = event;
    if (pending) {
      const place = usage.length > 0 ? 'mapped' : unmapped === null ? null : 'unmapped';
      return place && [`pending and ${place}`, 'one of them'];
    }
    const broken = brokenLedger(usage);
    if (broken) return broken;
    if (standing(usage).length === 0) {
      const fault = unmapped === null ? nowhere : this.unmappedFault(event, unmapped);
      if (fault) return fault;
    } else if (unmapped !== null) {
      return ['mapped and unmapped', 'one of them'];
    }
    for (const record of usage) {
      const fault = record.entry % 2 === 0 ? this.recordFault(event, record) : null;
      if (fault) return fault;
    }
    return null;
  }

  private unmappedFault(event: PlacedEvent, reason: string): Fault | null {
    const again = attribute(event, this.set);
    if (again.kind === 'mapped') {
      return this.awaits(event) ? null : [`unmapped (${reason})`, 'mapped'];
    }
    return again.reason === reason ? null : [`unmapped (${reason})`, `unmapped (${again.reason})`];
  }

  /**
   * Whether an event is unmapped because no run has come to it: for none of the rules that match it, as they are now,
   * has a run passed it. One that has would have mapped it, whoever put it there and when.
   */
  private awaits(event: PlacedEvent): boolean {
    const featureId = readFeatureId(event.properties);
    const causes =
      featureId === null
        ? match(this.set.rules, event).map(({ id }) => runKey({ ruleId: id, featureId: null }))
        : [runKey({ ruleId: null, featureId })];
    const newest: MappingRun[] = [];
    for (const cause of causes) {
      const runs = this.runs.get(cause) ?? [];
      if (!runs[0] || runs.some((run) => this.hasPassed(run, event))) return false;
      newest.push(runs[0]);
    }
    this.awaitingEvents += 1;
    for (const run of newest) {
      this.awaited.set(run.id, { run, events: (this.awaited.get(run.id)?.events ?? 0) + 1 });
    }
    return true;
  }

  private hasPassed(run: MappingRun, event: PlacedEvent): boolean {
    const place = this.places.get(run.id);
    if (!place || place.done) return true;
    const byName = Buffer.compare(Buffer.from(beginning(event.name)), Buffer.from(place.cursorName));
    return byName === 0 ? BigInt(event.id) <= BigInt(place.cursorEventId) : byName < 0;
  }

  private recordFault(event: PlacedEvent, record: StoredEntry): Fault | null {
    const stored = describe(record);
    const delta = readDelta(event.properties, event.deltaDigits);
    if (delta === null || Number(record.delta) !== Number(delta)) return [stored, `delta ${delta}`];
    if (record.identity !== event.identity) return [`${stored} for ${record.identity}`, event.identity];
    // Two dates of one event: both lost what a float has no room for in years long ago.
    if (Math.round(record.occurredAt) !== Math.round(event.occurredAt)) {
      return [`${stored} at ${when(record.occurredAt)}`, when(event.occurredAt)];
    }
    if (record.ruleId === null) {
      return readFeatureId(event.properties) === record.featureId ? null : [stored, 'another feature'];
    }
    const rule = this.versions.get(`${record.ruleId}@${record.ruleVersion}`);
    return rule?.featureId === record.featureId && matches(rule, event) ? null : [stored, 'no match'];
  }
}

type Fault = [stored: string, recomputed: string];

const nowhere: Fault = ['nowhere', 'mapped or unmapped'];

const runKey = ({ ruleId, featureId }: Pick<MappingRun, 'ruleId' | 'featureId'>): string =>
  ruleId === null ? `feature ${featureId}` : `rule ${ruleId}`;

/** The records that none has reversed, of entries without gaps. */
const standing = (entries: readonly StoredEntry[]): StoredEntry[] =>
  entries.filter(
    ({ featureId, entry }, index) => entry % 2 === 0 && entries[index + 1]?.featureId !== featureId,
  );

/** Entries of a feature count from 0 without gaps, and each odd one mirrors the one before it. */
function brokenLedger(entries: readonly StoredEntry[]): Fault | null {
  for (const [index, entry] of entries.entries()) {
    const last = entries[index - 1];
    const before = last?.featureId === entry.featureId ? last : undefined;
    const expected = before ? before.entry + 1 : 0;
    if (entry.entry !== expected) {
      return [`entry ${entry.entry} of ${entry.featureId}`, `entry ${expected} before it`];
    }
    if (entry.entry % 2 === 0) continue;
    const mirror = before && describe({ ...before, delta: negated(before.delta) });
    const odd = before && (before.identity !== entry.identity || before.occurredAt !== entry.occurredAt);
    if (mirror !== describe(entry) || odd) {
      return [`reversal ${describe(entry)}`, `${mirror} for ${before?.identity}`];
    }
  }
  return null;
}

/** Of a decimal as PostgreSQL writes it. */
function negated(delta: string): string {
  if (!/[1-9]/.test(delta)) return delta;
  return delta.startsWith('-') ? delta.slice(1) : `-${delta}`;
}

function describe({ delta, featureId, ruleId, ruleVersion }: StoredEntry): string {
  const by = ruleId === null ? 'featureId' : `rule ${ruleId} version ${ruleVersion}`;
  return `${delta} of ${featureId} by ${by}`;
}

const when = (time: number): string => new Date(time).toISOString();
