import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Sql } from '../platform/database.js';
import type { EnvironmentId } from '../platform/environment.js';
import { decodeCursor, type Page, pageOf } from '../platform/page.js';
import { trackColumns } from '../usage/attribution.repository.js';
import type { TrackEvent } from '../usage/attribution.js';
import type { Application, ApplicationScope } from './application.js';

interface ApplicationRow extends Omit<
  Application,
  'createdAt' | 'startedAt' | 'finishedAt' | 'total' | 'scanned' | 'mapped'
> {
  sequence: string;
  total: string;
  scanned: string;
  mapped: string;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

/** Where a run stands in one partition. */
export interface ApplicationProgress {
  environment: EnvironmentId;
  state: Application['state'];
  ruleId: string | null;
  featureId: string | null;
  cursorName: string;
  cursorEventId: string;
  done: boolean;
}

/** An unmapped event that a run looks at; the event itself only where the database could not rule it out. */
export type Candidate = { unmappedName: string; eventId: string; possible: boolean } & TrackEvent;

const columns = `a.id, a.sequence, a.rule_id as "ruleId", a.rule_version as "ruleVersion",
  a.feature_id as "featureId", a.state, a.created_at as "createdAt", a.started_at as "startedAt",
  a.finished_at as "finishedAt", p.total, p.scanned, p.mapped`;

const progress = `lateral (
  select coalesce(sum(total), 0) as total, coalesce(sum(scanned), 0) as scanned, coalesce(sum(mapped), 0) as mapped
  from rule_application_partitions where application_id = a.id
) p`;

const cursorSchema = z.tuple([z.string().regex(/^\d{1,18}$/)]);

@Injectable()
export class ApplicationRepository {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** The runs of a rule, newest first. */
  async listOfRule(
    environment: EnvironmentId,
    ruleId: string,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<Page<Application>> {
    const [before] = decodeCursor(page.cursor, cursorSchema) ?? [null];
    const rows = await this.database.query<ApplicationRow[]>(
      `select ${columns} from rule_applications a, ${progress}
       where a.environment_id = $1 and a.rule_id = $2 and ($3::bigint is null or a.sequence < $3)
       order by a.sequence desc limit $4`,
      [environment, ruleId, before, page.limit + 1],
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

  /** Ends the runs of a rule that a newer version, a disable or a delete made pointless. */
  async supersede(sql: Sql, ruleId: string): Promise<void> {
    await sql.query(
      `update rule_applications set state = 'superseded', finished_at = now()
       where rule_id = $1 and state in ('waiting', 'running')`,
      [ruleId],
    );
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
      `select a.environment_id as environment, a.state, a.rule_id as "ruleId", a.feature_id as "featureId",
         p.cursor_name as "cursorName", p.cursor_event_id as "cursorEventId", p.done
       from rule_applications a
       join rule_application_partitions p on p.application_id = a.id
       where a.id = $1 and p.partition = $2`,
      [application, partition],
    );
    return rows[0] ?? null;
  }

  /**
   * The next unmapped events behind the cursor. Equality conditions are pushed down as jsonb containment, which
   * only says `possible`: without it the walk took 1.7 times the hand-written statement, with it 1.1.
   */
  candidates(
    sql: Sql,
    partition: number,
    environment: EnvironmentId,
    scope: ApplicationScope,
    after: { cursorName: string; cursorEventId: string },
    limit: number,
  ): Promise<Candidate[]> {
    return sql.query<Candidate[]>(
      `with candidate as materialized (
         select u.name, u.event_id from unmapped_events u
         where u.partition = $1 and u.environment_id = $2 and (u.name, u.event_id) > ($3, $4)
           and ${inScope(scope, '$5', '$6')}
         order by u.name, u.event_id limit $7
       )
       select c.name as "unmappedName", c.event_id as "eventId", e.id is not null as possible, e.*
       from candidate c
       left join lateral (
         select ${trackColumns} from (
           select * from events
           where partition = $1 and environment_id = $2 and id = c.event_id limit 1
         ) e
         where $8::jsonb is null or e.payload->'properties' @> $8::jsonb
       ) e on true
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

  async start(sql: Sql, application: string): Promise<void> {
    await sql.query(
      `update rule_applications set state = 'running', started_at = now() where id = $1 and state = 'waiting'`,
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

  /**
   * Ends a run in a partition, and the whole run with its last one. The application's row is locked first: two
   * partitions that end at once must not each miss the other.
   */
  async finishPartition(sql: Sql, application: string, partition: number): Promise<void> {
    await sql.query('select from rule_applications where id = $1 for update', [application]);
    await sql.query(
      `update rule_application_partitions set done = true, total = scanned
       where application_id = $1 and partition = $2`,
      [application, partition],
    );
    await sql.query(
      `update rule_applications a set state = 'done', finished_at = now()
       where id = $1 and state = 'running'
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
  const { id, ruleId, ruleVersion, featureId, state } = row;
  return {
    id,
    ruleId,
    ruleVersion,
    featureId,
    state,
    total: Number(row.total),
    scanned: Number(row.scanned),
    mapped: Number(row.mapped),
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}
