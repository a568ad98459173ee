import { compile, type CompiledRules, explain, match, type RuleEvent, typeMisses } from '#libs/rules';
import type { TrackEvent } from '../usage/attribution.js';
import { count, type Coverage } from './estimate.js';
import type { Preview, PreviewSample } from './preview.js';
import type { PlannedRule } from '../mapping/rule-set-change.js';
import { Sums, Tally, UserTally } from './tally.js';

/** An event that was looked at, with the page it was drawn with. */
export type LookedEvent = TrackEvent & { unit: string | null };

/** Usage of one event. */
interface EventUsage {
  featureId: string;
  delta: string;
}

const samplesShown = 10;
const daysShown = 400;
const missesShown = 10;

/** A sample tells of so many of the changed rules: those that match, then the nearest misses among so many. */
const rulesShown = 5;
const rulesTried = 100;

/** Each is asked of every event that nothing takes. */
const rulesAskedForMisses = 20;

/** Kinds of near misses that are told apart; further ones would be too rare to be shown. */
const missesKept = 1_000;

const dayMs = 86_400_000;

/** What was found in the events that a preview looked at. */
export class Findings {
  private readonly mapped = new UserTally();
  private readonly features = new Map<string, { gained: UserTally; lost: UserTally }>();
  private readonly days = new Map<string, { day: number; featureId: string; gained: Tally; lost: Tally }>();
  private readonly gainedSamples = new Newest();
  private readonly lostSamples = new Newest();
  private readonly misses = new NearMisses();
  private readonly missFinders: { rule: PlannedRule; find: (event: RuleEvent) => number }[];
  private readonly compiled: CompiledRules<PlannedRule>;

  constructor(private readonly changed: readonly PlannedRule[]) {
    this.compiled = compile(changed);
    this.missFinders = changed
      .filter((rule) => rule.enabled)
      .slice(0, rulesAskedForMisses)
      .map((rule) => ({ rule, find: typeMisses(rule) }));
  }

  /** Usage that an unmapped event would give and does not give today. */
  gain(event: LookedEvent, usage: readonly EventUsage[]): void {
    this.mapped.add({ ...event, delta: '0' });
    for (const { featureId, delta } of usage) {
      this.feature(featureId).gained.add({ ...event, delta });
      this.day(event, featureId).gained.add({ ...event, delta });
    }
    this.sampleGain(event, usage);
  }

  /** An event that is shown and not counted. */
  sampleGain(event: TrackEvent, usage: readonly EventUsage[]): void {
    this.gainedSamples.add(event, usage);
  }

  /** An unmapped event that stays so. */
  miss(event: LookedEvent): void {
    for (const { rule, find } of this.missFinders) {
      const condition = find(event);
      if (condition >= 0) this.misses.add(event, rule, condition);
    }
  }

  /** Recorded usage that is given today and would be given no more. */
  lose(event: LookedEvent, usage: EventUsage): void {
    this.feature(usage.featureId).lost.add({ ...event, ...usage });
    this.day(event, usage.featureId).lost.add({ ...event, ...usage });
    this.lostSamples.add(event, [usage]);
  }

  /** @param unmapped how much of the unmapped events was looked at; `recorded`: of the usage. */
  show(
    unmapped: Coverage,
    recorded: Coverage,
  ): Pick<Preview, 'unmapped' | 'features' | 'perDay' | 'samples' | 'nearMisses'> {
    const { events, users } = this.mapped.amounts(unmapped);
    // Also those of whose usage nothing was found.
    for (const { featureId } of this.changed) this.feature(featureId);
    return {
      unmapped: { events, users },
      features: [...this.features]
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([featureId, { gained, lost }]) => ({
          featureId,
          gained: gained.amounts(unmapped),
          lost: lost.amounts(recorded),
        })),
      perDay: [...this.days.values()]
        .sort((one, other) => other.day - one.day || (one.featureId < other.featureId ? -1 : 1))
        .slice(0, daysShown)
        .map(({ day, featureId, gained, lost }) => ({
          day: new Date(day * dayMs).toISOString().split('T', 1)[0]!,
          featureId,
          gained: gained.amounts(unmapped),
          lost: lost.amounts(recorded),
        })),
      samples: {
        gained: this.gainedSamples.show((event) => this.rulesFor(event)),
        lost: this.lostSamples.show((event) => this.rulesFor(event)),
      },
      nearMisses: this.misses.show(unmapped),
    };
  }

  private rulesFor(event: TrackEvent): ReadonlySet<PlannedRule> {
    return new Set([...match(this.compiled, event), ...this.changed.slice(0, rulesTried)]);
  }

  private feature(featureId: string): { gained: UserTally; lost: UserTally } {
    let found = this.features.get(featureId);
    if (!found) this.features.set(featureId, (found = { gained: new UserTally(), lost: new UserTally() }));
    return found;
  }

  private day({ occurredAt }: TrackEvent, featureId: string): { gained: Tally; lost: Tally } {
    const day = Math.floor(occurredAt / dayMs);
    const key = `${day} ${featureId}`;
    let found = this.days.get(key);
    if (!found) this.days.set(key, (found = { day, featureId, gained: new Tally(), lost: new Tally() }));
    return found;
  }
}

/** The newest events of those that it is given, in any order and more than once. */
class Newest {
  private events: { id: bigint; event: TrackEvent; usage: readonly EventUsage[] }[] = [];

  add(event: TrackEvent, usage: readonly EventUsage[]): void {
    const id = BigInt(event.id);
    const full = this.events.length === samplesShown;
    if (full && id < this.events.at(-1)!.id) return;
    const there = this.events.find((one) => one.id === id);
    if (there) {
      there.usage = [...new Map([...there.usage, ...usage].map((one) => [one.featureId, one])).values()];
      return;
    }
    this.events.push({ id, event, usage });
    this.events.sort((one, other) => (one.id < other.id ? 1 : -1));
    this.events.length = Math.min(this.events.length, samplesShown);
  }

  show(rulesFor: (event: TrackEvent) => ReadonlySet<PlannedRule>): PreviewSample[] {
    return this.events.map(({ event, usage }) => ({
      id: event.id,
      name: event.name,
      userId: event.identity,
      occurredAt: new Date(event.occurredAt).toISOString(),
      properties: event.properties,
      usage: usage.map(({ featureId, delta }) => ({ featureId, delta: Number(delta) })),
      rules: [...rulesFor(event)]
        .map((rule) => ({ rule, explanation: explain(rule, event) }))
        .sort((one, other) => one.explanation.misses - other.explanation.misses)
        .slice(0, rulesShown)
        .map(({ rule, explanation }) => ({
          ruleId: shownId(rule),
          name: rule.name,
          matches: explanation.matches,
          conditions: explanation.conditions.map(({ condition, verdict, type, value, reason }) => ({
            condition,
            verdict,
            type,
            value,
            reason,
          })),
        })),
    }));
  }
}

/** Near misses by rule, condition and the value seen. */
class NearMisses {
  private readonly groups = new Map<
    string,
    { rule: PlannedRule; condition: number; event: TrackEvent; events: Sums }
  >();

  add(event: LookedEvent, rule: PlannedRule, condition: number): void {
    const { value } = explain(rule, event).conditions[condition]!;
    const key = JSON.stringify([rule.id, condition, value]);
    let group = this.groups.get(key);
    if (!group) {
      if (this.groups.size === missesKept) return;
      this.groups.set(key, (group = { rule, condition, event, events: new Sums() }));
    }
    group.events.add(event.unit, 1);
  }

  show(coverage: Coverage): Preview['nearMisses'] {
    return [...this.groups.values()]
      .map(({ events, ...group }) => ({ ...group, events: count(events.drawn(), coverage) }))
      .sort((one, other) => other.events.value - one.events.value)
      .slice(0, missesShown)
      .map(({ rule, condition, event, events }) => {
        const { value, type, reason } = explain(rule, event).conditions[condition]!;
        const about = coverage.share < 1 ? 'about ' : '';
        const many = `${about}${events.value} ${events.value === 1 ? 'event' : 'events'}`;
        const message = `${many}: ${reason}`;
        return { ruleId: shownId(rule), ruleName: rule.name, condition, type, value, events, message };
      });
  }
}

const shownId = (rule: PlannedRule): string | null => (rule.isNew ? null : rule.id);
