import type { StandingRecord, UsageRow } from '../usage/attribution.repository.js';
import type { Amount, RetractEffect } from './retract.js';
import type { RetractedRecord } from './retract.repository.js';

const mostSamples = 10;

/** What becomes of one event. */
interface Change {
  lost: Amount[];
  /** What the rules that remain say of it. */
  drafts: Amount[];
  sample: Pick<RetractEffect['samples'][number], 'userId' | 'name' | 'occurredAt'> | null;
}

/** Adds up what a retract would do, partition by partition; holds a few words of each event, never its payload. */
export class EffectTally {
  records = 0;
  events = 0;
  mapped = 0;
  unmapped = 0;
  readonly reversed: Amount[] = [];
  readonly recorded: Amount[] = [];
  readonly identities = new Map<string, number>();
  readonly samples: RetractEffect['samples'] = [];
  /** Events of the partition that is under way. */
  private readonly changes = new Map<string, Change>();

  /** Events whose standing records `close` has to know. */
  open(): string[] {
    return [...this.changes.keys()];
  }

  add(partition: number, records: readonly RetractedRecord[], usage: readonly UsageRow[]): void {
    this.records += records.length;
    for (const { eventId, featureId, delta, identity, name, occurredAt, id } of records) {
      const change = this.changes.get(eventId) ?? { lost: [], drafts: [], sample: null };
      this.changes.set(eventId, change);
      change.lost.push([featureId, delta]);
      change.drafts = [];
      if (id === null) continue;
      change.sample = { userId: identity, name, occurredAt: new Date(occurredAt).toISOString() };
      this.identities.set(identity, partition);
    }
    for (const { eventId, featureId, delta } of usage) {
      this.changes.get(eventId)!.drafts.push([featureId, delta]);
    }
  }

  /** Ends a partition, by all the usage of its events that stands now. */
  close(standing: readonly StandingRecord[]): void {
    const kept = new Map<string, Set<string>>();
    for (const { eventId, featureId } of standing) {
      kept.set(eventId, (kept.get(eventId) ?? new Set()).add(featureId));
    }
    for (const [eventId, { lost, drafts, sample }] of this.changes) {
      const others = kept.get(eventId) ?? new Set();
      for (const [featureId] of lost) others.delete(featureId);
      const gained = drafts.filter(([featureId]) => !others.has(featureId));
      const left = drafts.length === 0 && others.size === 0;
      this.events += 1;
      if (drafts.length > 0) this.mapped += 1;
      if (left) this.unmapped += 1;
      this.reversed.push(...lost);
      this.recorded.push(...gained);
      if (sample && this.samples.length < mostSamples) {
        this.samples.push({
          eventId,
          ...sample,
          lost: lost.map(([featureId]) => featureId),
          gained: gained.map(([featureId]) => featureId),
          outcome: left ? 'unmapped' : 'mapped',
        });
      }
    }
    this.changes.clear();
  }
}
