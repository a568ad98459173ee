import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Sql } from '../platform/database.js';
import type { EnvironmentId } from '../platform/environment.js';
import { decodeCursor, type Page, pageOf } from '../platform/page.js';
import type { MappingRule, NewRule } from './rule.js';
import { changesOf, type RuleVersion, type RuleVersionWithChanges } from './rule-version.js';

interface RuleRow extends Omit<MappingRule, 'createdAt' | 'updatedAt'> {
  sequence: string;
  createdAt: Date;
  updatedAt: Date;
}

interface VersionRow extends Omit<RuleVersion, 'createdAt'> {
  createdAt: Date;
}

const columns = `id, version, name, feature_id as "featureId", enabled, conditions, sequence,
  created_at as "createdAt", updated_at as "updatedAt"`;

const versionColumns = `v.version, v.name, v.feature_id as "featureId", v.enabled, v.deleted, v.conditions,
  v.created_at as "createdAt"`;

const versionCursorSchema = z.tuple([z.string().regex(/^\d{1,9}$/)]);

const cursorSchema = z.tuple([z.string().regex(/^\d{1,18}$/)]);

@Injectable()
export class RuleRepository {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** In the order of creation; deleted rules are left out. */
  async list(
    environment: EnvironmentId,
    filter: { limit: number; cursor?: string | undefined; featureId?: string | undefined },
  ): Promise<Page<MappingRule>> {
    const [after] = decodeCursor(filter.cursor, cursorSchema) ?? ['0'];
    const rows = await this.database.query<RuleRow[]>(
      `select ${columns} from rules
       where environment_id = $1 and sequence > $2 and deleted_at is null and ($3::text is null or feature_id = $3)
       order by sequence limit $4`,
      [environment, after, filter.featureId ?? null, filter.limit + 1],
    );
    return pageOf(rows, filter.limit, show, (row) => [row.sequence]);
  }

  /** Every rule that is not deleted, in the order of creation. */
  async all(environment: EnvironmentId, sql: Sql = this.database): Promise<MappingRule[]> {
    const rows = await sql.query<RuleRow[]>(
      `select ${columns} from rules where environment_id = $1 and deleted_at is null order by sequence`,
      [environment],
    );
    return rows.map(show);
  }

  /** The rule as it is now; null where there is none of that id, or it was deleted. */
  async find(environment: EnvironmentId, id: string, sql: Sql = this.database): Promise<MappingRule | null> {
    const rows = await sql.query<RuleRow[]>(
      `select ${columns} from rules where environment_id = $1 and id = $2 and deleted_at is null`,
      [environment, id],
    );
    return rows[0] ? show(rows[0]) : null;
  }

  /** The rule as it is now, or as it was when it was deleted. */
  async findAny(
    environment: EnvironmentId,
    id: string,
    sql: Sql = this.database,
  ): Promise<MappingRule | null> {
    const rows = await sql.query<RuleRow[]>(
      `select ${columns} from rules where environment_id = $1 and id = $2`,
      [environment, id],
    );
    return rows[0] ? show(rows[0]) : null;
  }

  async findVersion(sql: Sql, id: string, version: number): Promise<RuleVersion | null> {
    const rows = await sql.query<VersionRow[]>(
      `select ${versionColumns} from rule_versions v where v.rule_id = $1 and v.version = $2`,
      [id, version],
    );
    return rows[0] ? showVersion(rows[0]) : null;
  }

  /** Newest first, each beside the one before it. */
  async versions(
    id: string,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<Page<RuleVersionWithChanges>> {
    const [before] = decodeCursor(page.cursor, versionCursorSchema) ?? [null];
    // The row after the page is the one before its last.
    const rows = await this.database.query<VersionRow[]>(
      `select ${versionColumns} from rule_versions v
       where v.rule_id = $1 and ($2::int is null or v.version < $2) order by v.version desc limit $3`,
      [id, before, page.limit + 1],
    );
    const versions = rows.map(showVersion);
    const { data, nextCursor } = pageOf(rows, page.limit, showVersion, (row) => [String(row.version)]);
    return {
      data: data.map((version, index) => ({ ...version, changes: changesOf(versions[index + 1], version) })),
      nextCursor,
    };
  }

  async existsForFeature(sql: Sql, environment: EnvironmentId, featureId: string): Promise<boolean> {
    const rows = await sql.query<unknown[]>(
      `select from rules where environment_id = $1 and feature_id = $2 and deleted_at is null limit 1`,
      [environment, featureId],
    );
    return rows.length > 0;
  }

  async insert(sql: Sql, environment: EnvironmentId, rule: NewRule): Promise<MappingRule> {
    const rows = await sql.query<RuleRow[]>(
      `insert into rules (environment_id, version, name, feature_id, enabled, conditions)
       values ($1, 1, $2, $3, $4, $5) returning ${columns}`,
      [environment, rule.name, rule.featureId, rule.enabled, JSON.stringify(rule.conditions)],
    );
    return show(rows[0]!);
  }

  /** The caller holds the environment's lock, so that a version is given once. A deleted rule comes back by it. */
  async update(sql: Sql, environment: EnvironmentId, rule: MappingRule): Promise<MappingRule> {
    const [rows] = await sql.query<[RuleRow[], number]>(
      `update rules set version = $3, name = $4, feature_id = $5, enabled = $6, conditions = $7, updated_at = now(),
         deleted_at = null
       where environment_id = $1 and id = $2 returning ${columns}`,
      [
        environment,
        rule.id,
        rule.version,
        rule.name,
        rule.featureId,
        rule.enabled,
        JSON.stringify(rule.conditions),
      ],
    );
    return show(rows[0]!);
  }

  async markDeleted(sql: Sql, environment: EnvironmentId, rule: MappingRule): Promise<void> {
    await sql.query(
      `update rules set version = $3, enabled = false, deleted_at = now(), updated_at = now()
       where environment_id = $1 and id = $2`,
      [environment, rule.id, rule.version],
    );
  }

  async insertVersion(sql: Sql, rule: MappingRule, deleted: boolean): Promise<void> {
    await sql.query(
      `insert into rule_versions (rule_id, version, name, feature_id, enabled, deleted, conditions)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [
        rule.id,
        rule.version,
        rule.name,
        rule.featureId,
        rule.enabled,
        deleted,
        JSON.stringify(rule.conditions),
      ],
    );
  }

  /**
   * Gives the environment its next revision and holds its row until the commit, so that changes of one environment
   * come one after the other.
   */
  async nextRevision(sql: Sql, environment: EnvironmentId): Promise<void> {
    await sql.query(`update environments set rules_revision = rules_revision + 1 where id = $1`, [
      environment,
    ]);
  }
}

function show({ sequence: _, ...row }: RuleRow): MappingRule {
  return { ...row, createdAt: row.createdAt.toISOString(), updatedAt: row.updatedAt.toISOString() };
}

const showVersion = (row: VersionRow): RuleVersion => ({ ...row, createdAt: row.createdAt.toISOString() });
