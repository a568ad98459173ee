import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Sql } from '../platform/database.js';
import type { EnvironmentId } from '../platform/environment.js';
import { decodeCursor, type Page, pageOf } from '../platform/page.js';
import {
  type ArchivedFilter,
  type Feature,
  type FeatureChange,
  labelSchema,
  type NewFeature,
} from './feature.js';
import { isStorable } from '../events/storable.js';

interface FeatureRow extends Omit<Feature, 'archivedAt' | 'createdAt' | 'updatedAt'> {
  archivedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

const columns = `id, name, type, unit_label as "unitLabel", unit_label_plural as "unitLabelPlural", metadata,
  archived_at as "archivedAt", created_at as "createdAt", updated_at as "updatedAt"`;

const cursorSchema = z.tuple([labelSchema]);

@Injectable()
export class FeatureRepository {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** By id. */
  async list(
    environment: EnvironmentId,
    page: { limit: number; cursor?: string | undefined },
    archived: ArchivedFilter = 'false',
  ): Promise<Page<Feature>> {
    const [after] = decodeCursor(page.cursor, cursorSchema) ?? [null];
    const rows = await this.database.query<FeatureRow[]>(
      `select ${columns} from features
       where environment_id = $1 and ($2::text is null or id > $2)
         and ($4 = 'all' or (archived_at is not null)::text = $4)
       order by id limit $3`,
      [environment, after, page.limit + 1, archived],
    );
    return pageOf(rows, page.limit, show, (row) => [row.id]);
  }

  /** Every feature, by id. */
  async all(environment: EnvironmentId, sql: Sql = this.database): Promise<Feature[]> {
    const rows = await sql.query<FeatureRow[]>(
      `select ${columns} from features where environment_id = $1 order by id`,
      [environment],
    );
    return rows.map(show);
  }

  async find(environment: EnvironmentId, id: string, sql: Sql = this.database): Promise<Feature | null> {
    if (!isStorable(id)) return null;
    const rows = await sql.query<FeatureRow[]>(
      `select ${columns} from features where environment_id = $1 and id = $2`,
      [environment, id],
    );
    return rows[0] ? show(rows[0]) : null;
  }

  /** @returns null where the id is taken. */
  async insert(sql: Sql, environment: EnvironmentId, feature: NewFeature): Promise<Feature | null> {
    const rows = await sql.query<FeatureRow[]>(
      `insert into features (environment_id, id, name, type, unit_label, unit_label_plural, metadata)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning ${columns}`,
      [
        environment,
        feature.id,
        feature.name,
        feature.type,
        feature.unitLabel,
        feature.unitLabelPlural,
        JSON.stringify(feature.metadata),
      ],
    );
    return rows[0] ? show(rows[0]) : null;
  }

  /** A field that is absent stays; null empties a label. */
  async update(
    environment: EnvironmentId,
    id: string,
    change: FeatureChange,
    sql: Sql = this.database,
  ): Promise<Feature | null> {
    if (!isStorable(id)) return null;
    // From the row itself, so that a change that waited for another one keeps what that one changed.
    const [rows] = await sql.query<[FeatureRow[], number]>(
      `update features set name = coalesce($3::jsonb->>'name', name),
         unit_label = case when $3::jsonb ? 'unitLabel' then $3::jsonb->>'unitLabel' else unit_label end,
         unit_label_plural =
           case when $3::jsonb ? 'unitLabelPlural' then $3::jsonb->>'unitLabelPlural' else unit_label_plural end,
         metadata = coalesce($3::jsonb->'metadata', metadata), updated_at = now()
       where environment_id = $1 and id = $2 returning ${columns}`,
      [environment, id, JSON.stringify(change)],
    );
    return rows[0] ? show(rows[0]) : null;
  }

  /** Archives or brings back. One that is so already stays as it is. */
  async setArchived(environment: EnvironmentId, id: string, archived: boolean): Promise<Feature | null> {
    if (!isStorable(id)) return null;
    const [rows] = await this.database.query<[FeatureRow[], number]>(
      `update features set archived_at = case when $3 then coalesce(archived_at, now()) end,
         updated_at = case when (archived_at is null) = $3 then now() else updated_at end
       where environment_id = $1 and id = $2 returning ${columns}`,
      [environment, id, archived],
    );
    return rows[0] ? show(rows[0]) : null;
  }

  async delete(sql: Sql, environment: EnvironmentId, id: string): Promise<void> {
    await sql.query('delete from features where environment_id = $1 and id = $2', [environment, id]);
  }
}

const show = (row: FeatureRow): Feature => ({
  ...row,
  archivedAt: row.archivedAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});
