import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Sql } from '../platform/database.js';
import type { EnvironmentId } from '../platform/environment.js';
import { decodeCursor, type Page, pageOf } from '../platform/page.js';
import type { Import, ImportFault, ImportSource, Progress } from './import.js';

type Counts = 'rows' | 'created' | 'updated' | 'merged' | 'unchanged' | 'failed';

interface ImportRow
  extends Omit<Import, Counts | 'createdAt' | 'startedAt' | 'finishedAt'>, Record<Counts, string> {
  sequence: string;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

/** An import that has work left. */
export interface UnfinishedImport {
  environment: EnvironmentId;
  source: ImportSource;
  /** How far the source was read; null at the start. */
  cursor: unknown;
}

const columns = `id, sequence, source, state, rows, created, updated, merged, unchanged, failed, error,
  created_at as "createdAt", started_at as "startedAt", finished_at as "finishedAt"`;

const unfinished = `state in ('waiting', 'running')`;

const cursorSchema = z.tuple([z.string().regex(/^\d{1,18}$/)]);

@Injectable()
export class ImportRepository {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** The newest first. */
  async list(
    environment: EnvironmentId,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<Page<Import>> {
    const [before] = decodeCursor(page.cursor, cursorSchema) ?? [null];
    const rows = await this.database.query<ImportRow[]>(
      `select ${columns} from imports where environment_id = $1 and ($2::bigint is null or sequence < $2)
       order by sequence desc limit $3`,
      [environment, before, page.limit + 1],
    );
    return pageOf(rows, page.limit, show, (row) => [row.sequence]);
  }

  async find(environment: EnvironmentId, id: string): Promise<Import | null> {
    const [row] = await this.database.query<ImportRow[]>(
      `select ${columns} from imports where environment_id = $1 and id = $2`,
      [environment, id],
    );
    return row ? show(row) : null;
  }

  async insert(environment: EnvironmentId, source: ImportSource): Promise<Import> {
    const [row] = await this.database.query<ImportRow[]>(
      `insert into imports (environment_id, source, state) values ($1, $2, $3) returning ${columns}`,
      [environment, source, source === 'csv' ? 'uploading' : 'waiting'],
    );
    return show(row!);
  }

  async insertChunk(id: string, number: number, bytes: Buffer): Promise<void> {
    await this.database.query('insert into import_chunks (import_id, number, bytes) values ($1, $2, $3)', [
      id,
      number,
      bytes,
    ]);
  }

  /** One piece of the uploaded file; null after the last. */
  async chunk(id: string, number: number): Promise<Buffer | null> {
    const [row] = await this.database.query<{ bytes: Buffer }[]>(
      'select bytes from import_chunks where import_id = $1 and number = $2',
      [id, number],
    );
    return row?.bytes ?? null;
  }

  /** Locks an import until the commit: one piece at a time, whoever works at it. Null when it is over. */
  async hold(sql: Sql, id: string): Promise<UnfinishedImport | null> {
    const [row] = await sql.query<UnfinishedImport[]>(
      `select environment_id as environment, source, cursor from imports where id = $1 and ${unfinished}
       for update`,
      [id],
    );
    return row ?? null;
  }

  /** Null when it is over. */
  async look(id: string): Promise<UnfinishedImport | null> {
    const [row] = await this.database.query<UnfinishedImport[]>(
      `select environment_id as environment, source, cursor from imports where id = $1 and ${unfinished}`,
      [id],
    );
    return row ?? null;
  }

  /** Adds a piece, together with what it changed: a run that was killed repeats nothing and leaves nothing out. */
  async advance(sql: Sql, id: string, progress: Progress, cursor: unknown, done: boolean): Promise<void> {
    const { rows, created, updated, merged, unchanged, faults } = progress;
    await sql.query(
      `update imports set state = case when $9 then 'done' else 'running' end, rows = rows + $2,
         created = created + $3, updated = updated + $4, merged = merged + $5, unchanged = unchanged + $6,
         failed = failed + $7, cursor = $8, started_at = coalesce(started_at, now()),
         finished_at = case when $9 then now() end
       where id = $1`,
      [id, rows, created, updated, merged, unchanged, faults.length, JSON.stringify(cursor), done],
    );
    if (faults.length > 0) {
      await sql.query(
        `insert into import_faults (import_id, line, reason)
         select $1, line, reason from jsonb_to_recordset($2::jsonb) as f (line bigint, reason text)
         on conflict do nothing`,
        [id, JSON.stringify(faults)],
      );
    }
    if (done) await this.forgetFile(sql, id);
  }

  /** The whole import is over, for a reason that trying again would not mend. */
  async fail(id: string, error: string): Promise<void> {
    await this.database.transaction(async (sql) => {
      await sql.query(
        `update imports set state = 'failed', error = $2, finished_at = now()
         where id = $1 and ${unfinished}`,
        [id, error],
      );
      await this.forgetFile(sql, id);
    });
  }

  private async forgetFile(sql: Sql, id: string): Promise<void> {
    await sql.query('delete from import_chunks where import_id = $1', [id]);
  }

  /** A file that is there to the end. */
  async ready(id: string): Promise<void> {
    await this.database.query(`update imports set state = 'waiting' where id = $1`, [id]);
  }

  async forget(id: string): Promise<void> {
    await this.database.transaction(async (sql) => {
      await this.forgetFile(sql, id);
      await sql.query('delete from imports where id = $1', [id]);
    });
  }

  /** Uploads whose api was killed: longer under way than a request may take. */
  async forgetAbandoned(): Promise<void> {
    const rows = await this.database.query<{ id: string }[]>(
      `select id from imports where state = 'uploading' and created_at < now() - interval '1 hour'`,
    );
    for (const { id } of rows) await this.forget(id);
  }

  async unfinished(): Promise<string[]> {
    const rows = await this.database.query<{ id: string }[]>(`select id from imports where ${unfinished}`);
    return rows.map(({ id }) => id);
  }

  async listFaults(
    id: string,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<Page<ImportFault>> {
    const [after] = decodeCursor(page.cursor, cursorSchema) ?? ['0'];
    const rows = await this.faultsAfter(id, after, page.limit + 1);
    const showFault = ({ line, reason }: (typeof rows)[number]) => ({ line: Number(line), reason });
    return pageOf(rows, page.limit, showFault, ({ line }) => [line]);
  }

  faultsAfter(id: string, line: string, limit: number): Promise<{ line: string; reason: string }[]> {
    return this.database.query(
      'select line, reason from import_faults where import_id = $1 and line > $2 order by line limit $3',
      [id, line, limit],
    );
  }
}

const show = ({ sequence: _, ...row }: ImportRow): Import => ({
  ...row,
  rows: Number(row.rows),
  created: Number(row.created),
  updated: Number(row.updated),
  merged: Number(row.merged),
  unchanged: Number(row.unchanged),
  failed: Number(row.failed),
  createdAt: row.createdAt.toISOString(),
  startedAt: row.startedAt?.toISOString() ?? null,
  finishedAt: row.finishedAt?.toISOString() ?? null,
});
