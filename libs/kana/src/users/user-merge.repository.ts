import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Sql } from '../platform/database.js';
import type { EnvironmentId } from '../platform/environment.js';
import { decodeCursor, type Page, pageOf } from '../platform/page.js';
import type { Merge, Moved } from './merge.js';

interface MergeRow extends Omit<Merge, 'createdAt' | 'undoneAt'> {
  createdAt: Date;
  undoneAt: Date | null;
  at: string;
}

const party = (user: string): string => `jsonb_build_object(
  'key', ${user}->>'key', 'id', ${user}->'id', 'name', ${user}->'name', 'email', ${user}->'email')`;

const stored = `jsonb_build_object(
  'key', u.key::text, 'id', u.external_id, 'name', u.name, 'email', u.email)`;

/** An undone merge remembers nobody: who came back is read from the users. */
const columns = `id, survivor_key as "survivorKey", merged_keys as "mergedKeys", automatic,
  coalesce(
    (select ${stored} from users u where u.key = survivor_key),
    case when moved is not null then ${party(`(moved->'after')`)} end
  ) as survivor,
  coalesce(
    (select jsonb_agg(${party(`(m.one->'user')`)} order by m.place)
     from jsonb_array_elements(moved->'merged') with ordinality as m (one, place)),
    (select jsonb_agg(${stored} order by u.key) from users u where moved is null and u.key = any(merged_keys)),
    '[]'
  ) as merged,
  created_at as "createdAt", undone_at as "undoneAt", created_at::text as at`;

const cursorSchema = z.tuple([
  z
    .string()
    .max(64)
    .regex(/^[\d :.+-]+$/),
  z.uuid(),
]);

@Injectable()
export class UserMergeRepository {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** The newest first. */
  async list(
    environment: EnvironmentId,
    { survivorKey = null }: { survivorKey?: string | null | undefined },
    page: { limit: number; cursor?: string | undefined },
  ): Promise<Page<Merge>> {
    const [at, id] = decodeCursor(page.cursor, cursorSchema) ?? [null, null];
    // Two plans: the few merges of one user are found by an index of their own.
    const survivor = survivorKey === null ? '$5::bigint is null' : 'survivor_key = $5';
    const rows = await this.database.query<MergeRow[]>(
      `select ${columns} from user_merges
       where environment_id = $1 and ($2::timestamptz is null or (created_at, id) < ($2, $3)) and ${survivor}
       order by created_at desc, id desc limit $4`,
      [environment, at, id, page.limit + 1, survivorKey],
    );
    return pageOf(rows, page.limit, show, (row) => [row.at, row.id]);
  }

  async find(environment: EnvironmentId, id: string, sql: Sql = this.database): Promise<Merge | null> {
    const [row] = await sql.query<MergeRow[]>(
      `select ${columns} from user_merges where environment_id = $1 and id = $2`,
      [environment, id],
    );
    return row ? show(row) : null;
  }

  async insert(sql: Sql, environment: EnvironmentId, moved: Moved): Promise<Merge> {
    const [row] = await sql.query<MergeRow[]>(
      `insert into user_merges (environment_id, survivor_key, merged_keys, automatic, moved)
       values ($1, $2, $3, false, $4) returning ${columns}`,
      [environment, moved.before.key, moved.merged.map(({ user }) => user.key), JSON.stringify(moved)],
    );
    return show(row!);
  }

  /** Without a lock, for the emails that have to be locked first. */
  async lookAtMoved(sql: Sql, id: string): Promise<Moved | null> {
    const [row] = await sql.query<{ moved: Moved | null }[]>('select moved from user_merges where id = $1', [
      id,
    ]);
    return row?.moved ?? null;
  }

  /** Locks a merge; null when it was undone, or its users were deleted. */
  async lockMoved(sql: Sql, id: string): Promise<Moved | null> {
    const [row] = await sql.query<{ moved: Moved | null }[]>(
      'select moved from user_merges where id = $1 for update',
      [id],
    );
    return row?.moved ?? null;
  }

  async end(sql: Sql, id: string): Promise<void> {
    await sql.query('update user_merges set moved = null, undone_at = now() where id = $1', [id]);
  }

  async giveBack(sql: Sql, environment: EnvironmentId, { before, merged }: Moved): Promise<void> {
    await sql.query(
      `update identities i set user_key = m.key
       from jsonb_to_recordset($3::jsonb) as m (key bigint, partition smallint, identity text)
       where i.partition = m.partition and i.environment_id = $1 and i.identity = m.identity and i.user_key = $2`,
      [
        environment,
        before.key,
        JSON.stringify(
          merged.flatMap(({ user, identities }) =>
            identities.map((identity) => ({ ...identity, key: user.key })),
          ),
        ),
      ],
    );
  }

  /** Forgets the merges that made a user, and those that made the users that went into it. */
  async forget(sql: Sql, userKey: string): Promise<void> {
    await sql.query(
      `with recursive gone as (
         select id, merged_keys from user_merges where survivor_key = $1
         union
         select m.id, m.merged_keys from gone g join user_merges m on m.survivor_key = any(g.merged_keys)
         where not exists (select from users u where u.key = m.survivor_key)
       )
       delete from user_merges where id in (select id from gone)`,
      [userKey],
    );
  }
}

const show = ({ at: _, ...row }: MergeRow): Merge => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  undoneAt: row.undoneAt?.toISOString() ?? null,
});
