import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Sql } from '../platform/database.js';
import type { EnvironmentId } from '../platform/environment.js';
import { decodeCursor, type Page, pageOf } from '../platform/page.js';
import { trackColumns } from '../usage/attribution.repository.js';
import type { TrackEvent } from '../usage/attribution.js';
import { type Application, type ApplicationScope, type ApplicationState, paceOf } from './application.js';
import type { RecordCursor, RetractScope, RetractSelection } from './retract.js';
import { countRetracted, retractedParameters } from './retract.repository.js';

const counters = ['total', 'scanned', 'mapped', 'reversed', 'unmapped'] as const;

type Counter = (typeof counters)[number];

interface ApplicationRow
  extends
    Omit<Application, 'createdAt' | 'startedAt' | 'finishedAt' | 'rate' | 'remainingSeconds' | Counter>,
    Record<Counter, string> {
  sequence: string;
  workedMs: string;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

export interface ApplicationFilter {
  ruleId?: string | undefined;
  state?: ApplicationState | undefined;
  kind?: Application['kind'] | undefined;
}

/** Where a run stands in one partition. */
export interface ApplicationProgress {
  environment: EnvironmentId;
  kind: Application['kind'];
  state: ApplicationState;
  ruleId: string | null;
  ruleVersion: number | null;
  featureId: string | null;
  selection: RetractSelection | null;
  cursorRecord: RecordCursor | null;
  cursorName: string;
  cursorEventId: string;
  done: boolean;
}

/** An unmapped event that a run looks at; the event itself only where the database could not rule it out. */
export type Candidate = {
  unmappedName: string;
  eventId: string;
  possible: boolean;
  /** Events of the chunk, with those that the database ruled out. */
  scanned: number;
} & TrackEvent;

/** Time at work, the stretch that is under way included. */
const worked = `worked_ms + coalesce(extract(epoch from now() - resumed_at) * 1000, 0)::bigint`;

const columns = `a.id, a.sequence, a.kind, a.rule_id as "ruleId", a.rule_version as "ruleVersion",
  a.feature_id as "featureId", a.selection, a.state, a.created_at as "createdAt", a.started_at as "startedAt",
  a.finished_at as "finishedAt", ${worked} as "workedMs", p.*`;

const progress = `lateral (
  select ${counters.map((counter) => `coalesce(sum(${counter}), 0) as ${counter}`).join(', ')}
  from rule_application_partitions where application_id = a.id
) p`;

/** A run as it is left by whoever pauses or ends it. */
const stopped = `worked_ms = ${worked}, resumed_at = null`;

const cursorSchema = z.tuple([z.string().regex(/^\d{1,18}$/)]);

@Injectable()
export class ApplicationRepository {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** Newest first. */
  async list(
    environment: EnvironmentId,
    { ruleId, state, kind }: ApplicationFilter,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<Page<Application>> {
    const [before] = decodeCursor(page.cursor, cursorSchema) ?? [null];
    const ofRule = ruleId === undefined ? '$3::uuid is null' : 'a.rule_id = $3';
    const rows = await this.database.query<ApplicationRow[]>(
      `select ${columns} from rule_applications a, ${progress}
       where a.environment_id = $1 and ($2::bigint is null or a.sequence < $2) and ${ofRule}
         and ($4::text is null or a.state = $4) and ($5::text is null or a.kind = $5)
       order by a.sequence desc limit $6`,
      [environment, before, ruleId ?? null, state ?? null, kind ?? null, page.limit + 1],
    );
    return pageOf(rows, page.limit, show, (row) => [row.sequence]);
  }

  async find(environment: EnvironmentId, id: string, sql: Sql = this.database): Promise<Application | null> {
    const rows = await sql.query<ApplicationRow[]>(
      `select ${columns} from rule_applications a, ${progress} where a.environment_id = $1 and a.id = $2`,
      [environment, id],
    );
    return rows[0] ? show(rows[0]) : null;
  }

  /**
   * Begins a run, in the transaction that saves what began it: no reapply job can start before both are visible.
   * The total is counted here and corrected when a partition is done.
   */
  async insert(
    sql: Sql,
    environment: EnvironmentId,
    cause: { rule: { id: string; version: number } } | { featureId: string },
    scope: ApplicationScope,
  ): Promise<Application> {
    const rule = 'rule' in cause ? cause.rule : null;
    const featureId = 'featureId' in cause ? cause.featureId : null;
    const rows = await sql.query<{ id: string }[]>(
      `with application as (
         insert into rule_applications (environment_id, rule_id, rule_version, feature_id)
         values ($1, $2, $3, $4) returning id
       ), partition as (
         insert into rule_application_partitions (application_id, partition, total)
         select a.id, p.partition, (
           select count(*) from unmapped_events u
           where u.partition = p.partition and u.environment_id = $1 and ${inScope(scope, '$5', '$6')}
         )
         from application a, partitions p
       )
       select id from application`,
      [
        environment,
        rule?.id ?? null,
        rule?.version ?? null,
        featureId,
        namesParameter(scope),
        scope.featureId,
      ],
    );
    return (await this.find(environment, rows[0]!.id, sql))!;
  }

  /** Begins a retract, with the number of records that it has to take back: counted in 3 s for 1,000,000. */
  async insertRetract(
    sql: Sql,
    environment: EnvironmentId,
    rule: { id: string; version: number },
    selection: RetractSelection,
    scope: RetractScope,
  ): Promise<Application> {
    const rows = await sql.query<{ id: string }[]>(
      `with application as (
         insert into rule_applications (environment_id, kind, rule_id, rule_version, selection)
         values ($1, 'retract', $2, $3, $4) returning id
       ), partition as (
         insert into rule_application_partitions (application_id, partition, total)
         select a.id, p.partition, (${countRetracted('p.partition', 5)})
         from application a, partitions p
       )
       select id from application`,
      [environment, rule.id, rule.version, JSON.stringify(selection), ...retractedParameters(scope)],
    );
    return (await this.find(environment, rows[0]!.id, sql))!;
  }

  /** Ends the runs that a newer version of the rule, a disable or a delete made pointless. A retract goes on. */
  async supersede(
    sql: Sql,
    cause: { ruleId: string } | { environment: EnvironmentId; featureId: string },
  ): Promise<void> {
    const of =
      'ruleId' in cause
        ? { condition: 'rule_id = $1', parameters: [cause.ruleId] }
        : {
            condition: 'environment_id = $1 and feature_id = $2',
            parameters: [cause.environment, cause.featureId],
          };
    await sql.query(
      `update rule_applications set state = 'superseded', finished_at = now(), ${stopped}
       where ${of.condition} and kind = 'apply' and state in ('waiting', 'running', 'paused')`,
      of.parameters,
    );
  }

  /** @returns false where the run is in none of the states `from`. It then stays as it is. */
  async move(
    environment: EnvironmentId,
    id: string,
    to: 'waiting' | 'paused' | 'cancelled',
    from: readonly ApplicationState[],
  ): Promise<boolean> {
    // A run that was resumed is at work again from its next chunk on, not from now.
    const [, moved] = await this.database.query<[unknown[], number]>(
      `update rule_applications set state = $3, ${stopped},
         finished_at = case when $3 = 'cancelled' then now() end
       where environment_id = $1 and id = $2 and state = any($4)`,
      [environment, id, to, from],
    );
    return moved > 0;
  }

  /** Partitions in which a run still has work, for the sweep. */
  unfinished(): Promise<{ application: string; partition: number }[]> {
    return this.database.query(
      `select a.id as application, p.partition from rule_applications a
       join rule_application_partitions p on p.application_id = a.id
       where a.state in ('waiting', 'running') and not p.done`,
    );
  }

  /** The caller holds the partition's lock, so this row has one writer. */
  async progress(sql: Sql, application: string, partition: number): Promise<ApplicationProgress | null> {
    const rows = await sql.query<ApplicationProgress[]>(
      `select a.environment_id as environment, a.kind, a.state, a.rule_id as "ruleId", a.rule_version as "ruleVersion",
         a.feature_id as "featureId", a.selection, p.cursor_name as "cursorName",
         p.cursor_event_id as "cursorEventId", p.cursor_record as "cursorRecord", p.done
       from rule_applications a
       join rule_application_partitions p on p.application_id = a.id
       where a.id = $1 and p.partition = $2`,
      [application, partition],
    );
    return rows[0] ?? null;
  }

  /**
   * Of the next unmapped events behind the cursor those that are possible, and the last one in any case. Equality
   * conditions are pushed down as jsonb containment, which only says `possible`: without it the walk took 1.7 times the
   * hand-written statement, with it 1.1. Within one name the cursor is its id: beside an equal name, a comparison of
   * rows would begin at the first event of the name.
   */
  candidates(
    sql: Sql,
    partition: number,
    environment: EnvironmentId,
    scope: ApplicationScope,
    after: { cursorName: string; cursorEventId: string },
    limit: number,
  ): Promise<Candidate[]> {
    const behind =
      scope.names?.length === 1
        ? 'u.event_id > case when $3 = $5 then $4::bigint else 0 end'
        : '(u.name, u.event_id) > ($3, $4)';
    return sql.query<Candidate[]>(
      `with candidate as materialized (
         select u.name, u.event_id from unmapped_events u
         where u.partition = $1 and u.environment_id = $2 and ${inScope(scope, '$5', '$6')}
           and ${behind}
         order by u.name, u.event_id limit $7
       )
       select c.name as "unmappedName", c.event_id as "eventId", e.id is not null as possible, e.*,
         (select count(*)::int from candidate) as scanned
       from candidate c
       left join lateral (
         select ${trackColumns} from (
           select * from events
           where partition = $1 and environment_id = $2 and id = c.event_id limit 1
         ) e
         where $8::jsonb is null or e.payload->'properties' @> $8::jsonb
       ) e on true
       where e.id is not null
         or (c.name, c.event_id) = (select name, event_id from candidate order by name desc, event_id desc limit 1)
       order by c.name, c.event_id`,
      [
        partition,
        environment,
        after.cursorName,
        after.cursorEventId,
        namesParameter(scope),
        scope.featureId,
        limit,
        scope.contains === null ? null : JSON.stringify(scope.contains),
      ],
    );
  }

  /** One of the first chunks says so; the others, at work beside it, do not wait for its commit. */
  async start(sql: Sql, application: string): Promise<void> {
    await sql.query(
      `update rule_applications set state = 'running', started_at = coalesce(started_at, now()), resumed_at = now()
       where id = (select id from rule_applications where id = $1 and state = 'waiting' for update skip locked)`,
      [application],
    );
  }

  /** Moves the cursor past a chunk, in the chunk's transaction. */
  async advance(
    sql: Sql,
    application: string,
    partition: number,
    chunk: { scanned: number; mapped: number; last: { unmappedName: string; eventId: string } },
  ): Promise<void> {
    await sql.query(
      `update rule_application_partitions set cursor_name = $3, cursor_event_id = $4,
         scanned = scanned + $5, mapped = mapped + $6, total = greatest(total, scanned + $5)
       where application_id = $1 and partition = $2`,
      [application, partition, chunk.last.unmappedName, chunk.last.eventId, chunk.scanned, chunk.mapped],
    );
  }

  /** The same for a retract. */
  async advanceRetract(
    sql: Sql,
    application: string,
    partition: number,
    chunk: { reversed: number; mapped: number; unmapped: number; next: RecordCursor | null },
  ): Promise<void> {
    await sql.query(
      `update rule_application_partitions set cursor_record = $3, scanned = scanned + $4, reversed = reversed + $4,
         mapped = mapped + $5, unmapped = unmapped + $6, total = greatest(total, scanned + $4)
       where application_id = $1 and partition = $2`,
      [
        application,
        partition,
        chunk.next && JSON.stringify(chunk.next),
        chunk.reversed,
        chunk.mapped,
        chunk.unmapped,
      ],
    );
  }

  /**
   * Ends a run in a partition, and the whole run with its last one. The application's row is locked first: two
   * partitions that end at once must not each miss the other. A run that was paused during its last chunk has
   * nothing left to pause.
   */
  async finishPartition(sql: Sql, application: string, partition: number): Promise<void> {
    await sql.query('select from rule_applications where id = $1 for update', [application]);
    await sql.query(
      `update rule_application_partitions set done = true, total = scanned
       where application_id = $1 and partition = $2`,
      [application, partition],
    );
    await sql.query(
      `update rule_applications a set state = 'done', finished_at = now(), ${stopped}
       where id = $1 and state in ('running', 'paused')
         and not exists (select from rule_application_partitions where application_id = a.id and not done)`,
      [application],
    );
  }
}

/** One name is compared as one: before PostgreSQL 17 an index scan for a list of names is not in order. */
function inScope(scope: ApplicationScope, names: string, featureId: string): string {
  const name =
    scope.names?.length === 1 ? `u.name = ${names}` : `(${names}::text[] is null or u.name = any(${names}))`;
  return `${name} and (${featureId}::text is null or u.feature_id = ${featureId})`;
}

const namesParameter = (scope: ApplicationScope): string | string[] | null =>
  scope.names?.length === 1 ? scope.names[0]! : scope.names;

function show(row: ApplicationRow): Application {
  const { id, kind, ruleId, ruleVersion, featureId, selection, state } = row;
  const counts = Object.fromEntries(counters.map((counter) => [counter, Number(row[counter])])) as Record<
    Counter,
    number
  >;
  return {
    ...{ id, kind, ruleId, ruleVersion, featureId, selection, state },
    ...counts,
    ...paceOf({ state, ...counts, workedMs: Number(row.workedMs) }),
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}
