import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { beginning } from '../events/text.js';
import type { RuleSet } from '../mapping/rule-sets.service.js';
import { RuleSets } from '../mapping/rule-sets.service.js';
import { inTransaction } from '../platform/database.js';
import type { EnvironmentId } from '../platform/environment.js';
import { readTraits } from '../users/identify.js';
import { type BatchCall, UserChanges } from '../users/user-changes.service.js';
import { UserRepository } from '../users/user.repository.js';
import { attribute, type TrackEvent } from './attribution.js';
import {
  AttributionRepository,
  type ClaimedEvent,
  type UnmappedRow,
  type UsageRow,
} from './attribution.repository.js';

/** Events of one transaction: the lock is held some 30 ms. */
const batchSize = 1_000;

@Injectable()
export class AttributionService {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly repository: AttributionRepository,
    private readonly ruleSets: RuleSets,
    private readonly users: UserRepository,
    private readonly userChanges: UserChanges,
  ) {}

  /**
   * Attributes what is pending in a partition, batch by batch, until there is nothing or `stop` says so.
   * Running it twice, or on two workers at once, gives the same rows.
   * @returns true when something may be left.
   */
  async drain(partition: number, stop: () => boolean): Promise<boolean> {
    for (;;) {
      if (stop()) return true;
      if ((await this.attributeBatch(partition)) < batchSize) return false;
    }
  }

  /** One transaction: lock, revision, claim, users, usage, unmapped, release. @returns the number of events. */
  private attributeBatch(partition: number): Promise<number> {
    return inTransaction(this.database, async (sql) => {
      await this.repository.lock(sql, partition);
      const sets = await this.ruleSets.current(sql);
      const events = await this.repository.claim(sql, partition, batchSize);
      if (events.length === 0) return 0;

      const made = await this.users.ensure(sql, partition, events);
      const calls = identifyCalls(events, made);
      if (calls.length > 0) await this.userChanges.identify(sql, partition, calls);

      const { usage, unmapped } = attributeAll(
        events.filter((event) => event.type === 'track'),
        sets,
      );
      await this.repository.record(sql, partition, usage);
      await this.repository.insertUnmapped(sql, partition, unmapped);
      await this.repository.release(
        sql,
        partition,
        events.map((event) => event.id),
      );
      return events.length;
    });
  }
}

/** The rows that events give under the rule sets of their environments. */
export function attributeAll(
  events: readonly TrackEvent[],
  sets: ReadonlyMap<EnvironmentId, RuleSet>,
): { usage: UsageRow[]; unmapped: UnmappedRow[] } {
  const usage: UsageRow[] = [];
  const unmapped: UnmappedRow[] = [];
  for (const event of events) {
    const { id: eventId, environment, identity, occurredAt, receivedAt } = event;
    const attribution = attribute(event, sets.get(environment)!);
    if (attribution.kind === 'mapped') {
      // Field by field: to spread the draft and add to it is twenty times as slow.
      for (const { featureId, delta, rule } of attribution.usage)
        usage.push({ featureId, delta, rule, eventId, environment, identity, occurredAt });
    } else {
      const { reason, featureId } = attribution;
      const name = beginning(event.name);
      // An id longer than a feature's can be no feature, so it needs no place in the index.
      const asked = featureId !== null && featureId.length <= 255 ? featureId : null;
      unmapped.push({ eventId, environment, name, reason, featureId: asked, identity, receivedAt });
    }
  }
  return { usage, unmapped };
}

/** Identify calls in their order; which of them is the first that is heard of a user. */
function identifyCalls(
  events: readonly ClaimedEvent[],
  made: readonly { environment: EnvironmentId; identity: string }[],
): BatchCall[] {
  const unheard = new Set(made.map(({ environment, identity }) => `${environment}:${identity}`));
  const calls: BatchCall[] = [];
  for (const { type, environment, identity, traits } of events) {
    const absent = unheard.delete(`${environment}:${identity}`);
    if (type === 'identify') calls.push({ environment, identity, patch: readTraits(traits), absent });
  }
  return calls;
}
