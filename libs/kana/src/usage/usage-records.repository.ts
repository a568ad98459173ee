import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { storableText } from '../events/text.js';
import type { EnvironmentId } from '../platform/environment.js';
import { decodeCursor, type Page, pageOf } from '../platform/page.js';
import { timestamp } from '../platform/timestamp.js';
import type { IdentityKeys, UsageRecord } from './usage.js';

interface Row extends Omit<UsageRecord, 'occurredAt' | 'recordedAt' | 'delta' | 'rule' | 'reversal'> {
  occurredAt: Date;
  recordedAt: Date;
  delta: string;
  entry: number;
  ruleId: string | null;
  ruleVersion: number | null;
  ruleName: string | null;
  /** Microseconds since 1970: exact, where a Date is not. */
  at: string;
}

/** When it occurred in microseconds, event, entry. */
const cursorSchema = z.tuple([
  z.string().regex(/^-?\d{1,18}$/),
  z.string().regex(/^\d{1,18}$/),
  z.int().min(0).max(32_767),
]);

@Injectable()
export class UsageRecords {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /**
   * The entries of one feature for these identities, the newest usage first. Each identity gives its newest, in the
   * order of usage_records_time; the page is the newest of these.
   */
  async list(
    environment: EnvironmentId,
    filter: { identities: IdentityKeys; featureId: string; from?: Date | undefined; to?: Date | undefined },
    page: { limit: number; cursor?: string | undefined },
  ): Promise<Page<UsageRecord>> {
    const [at, event, entry] = decodeCursor(page.cursor, cursorSchema) ?? [null, null, null];
    const rows = await this.database.query<Row[]>(
      `with cursor as (
         -- The oldest that PostgreSQL can write is 4713 BC.
         select case when $6::bigint is null then 'infinity' else timestamptz 'epoch'
             + greatest($6::bigint, -210863520000000000) / 1000000 * interval '1 second'
             + greatest($6::bigint, -210863520000000000) % 1000000 * interval '1 microsecond' end as at
       )
       select u.event_id as "eventId", e.message_id as "messageId", u.identity as "userId", e.name, u.delta, u.entry,
         u.occurred_at as "occurredAt", u.recorded_at as "recordedAt", u.rule_id as "ruleId",
         u.rule_version as "ruleVersion", v.name as "ruleName",
         (extract(epoch from u.occurred_at) * 1000000)::bigint as at
       from (
         select newest.* from jsonb_to_recordset($2::jsonb) as k (partition smallint, identity text)
         cross join cursor
         cross join lateral (
           select u.* from usage_records u
           where u.partition = k.partition and u.environment_id = $1 and u.identity = k.identity
             and u.feature_id = $3 and u.occurred_at >= $4::timestamptz and u.occurred_at < $5::timestamptz
             and u.occurred_at <= cursor.at
             and (u.occurred_at, u.event_id, u.entry) < (cursor.at, coalesce($7::bigint, 0), coalesce($8::int, 0))
           order by u.occurred_at desc, u.event_id desc, u.entry desc limit $9
         ) newest
         order by newest.occurred_at desc, newest.event_id desc, newest.entry desc limit $9
       ) u
       left join lateral (
         select e.message_id, coalesce(e.payload->>'event', e.name, '') as name from events e
         where e.partition = u.partition and e.environment_id = $1 and e.id = u.event_id limit 1
       ) e on true
       left join rule_versions v on v.rule_id = u.rule_id and v.version = u.rule_version
       order by u.occurred_at desc, u.event_id desc, u.entry desc`,
      [
        environment,
        JSON.stringify(filter.identities),
        storableText(filter.featureId),
        filter.from ? timestamp(filter.from.getTime()) : '-infinity',
        filter.to ? timestamp(filter.to.getTime()) : 'infinity',
        at,
        event,
        entry,
        page.limit + 1,
      ],
    );
    return pageOf(rows, page.limit, show, (row) => [row.at, row.eventId, row.entry]);
  }
}

const show = ({ eventId, messageId, userId, name, ...row }: Row): UsageRecord => ({
  ...{ eventId, messageId, userId, name },
  occurredAt: row.occurredAt.toISOString(),
  recordedAt: row.recordedAt.toISOString(),
  delta: Number(row.delta),
  rule:
    row.ruleId === null ? null : { id: row.ruleId, version: row.ruleVersion ?? 0, name: row.ruleName ?? '' },
  reversal: row.entry % 2 === 1,
});
