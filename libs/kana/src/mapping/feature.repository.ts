import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Sql } from '../platform/database.js';
import type { EnvironmentId } from '../platform/environment.js';
import { decodeCursor, type Page, pageOf } from '../platform/page.js';
import type { Feature, FeatureChange, NewFeature } from './feature.js';

interface FeatureRow extends Omit<Feature, 'createdAt' | 'updatedAt'> {
  createdAt: Date;
  updatedAt: Date;
}

const columns = `id, name, type, unit_label as "unitLabel", unit_label_plural as "unitLabelPlural", metadata,
  created_at as "createdAt", updated_at as "updatedAt"`;

const cursorSchema = z.tuple([z.string()]);

@Injectable()
export class FeatureRepository {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** By id. */
  async list(
    environment: EnvironmentId,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<Page<Feature>> {
    const [after] = decodeCursor(page.cursor, cursorSchema) ?? [null];
    const rows = await this.database.query<FeatureRow[]>(
      `select ${columns} from features
       where environment_id = $1 and ($2::text is null or id > $2) order by id limit $3`,
      [environment, after, page.limit + 1],
    );
    return pageOf(rows, page.limit, show, (row) => [row.id]);
  }

  async find(environment: EnvironmentId, id: string, sql: Sql = this.database): Promise<Feature | null> {
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
  async update(environment: EnvironmentId, id: string, change: FeatureChange): Promise<Feature | null> {
    const [rows] = await this.database.query<[FeatureRow[], number]>(
      `update features f set name = c.name, unit_label = c."unitLabel", unit_label_plural = c."unitLabelPlural",
         metadata = c.metadata, updated_at = now()
       from (
         select n.* from features o, jsonb_to_record(
           jsonb_build_object('name', o.name, 'unitLabel', o.unit_label, 'unitLabelPlural', o.unit_label_plural,
             'metadata', o.metadata) || $3::jsonb
         ) as n (name text, "unitLabel" text, "unitLabelPlural" text, metadata jsonb)
         where o.environment_id = $1 and o.id = $2
       ) c
       where f.environment_id = $1 and f.id = $2
       returning f.id, f.name, f.type, f.unit_label as "unitLabel", f.unit_label_plural as "unitLabelPlural",
         f.metadata, f.created_at as "createdAt", f.updated_at as "updatedAt"`,
      [environment, id, JSON.stringify(change)],
    );
    return rows[0] ? show(rows[0]) : null;
  }

  async delete(sql: Sql, environment: EnvironmentId, id: string): Promise<void> {
    await sql.query('delete from features where environment_id = $1 and id = $2', [environment, id]);
  }
}

const show = (row: FeatureRow): Feature => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});
