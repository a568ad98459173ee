import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import type { ApiKey, KeyScope, NewApiKey } from './api-keys.js';
import type { Sql } from './database.js';
import type { EnvironmentId } from './environment.js';
import { decodeCursor, type Page, pageOf } from './page.js';

interface KeyRow extends Omit<ApiKey, 'createdAt' | 'lastUsedAt' | 'revokedAt'> {
  sequence: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

/** A key that opens something. */
export interface ActiveKey {
  id: string;
  environment: EnvironmentId;
  scope: KeyScope;
  /** Whether its use was not written for a minute. */
  stale: boolean;
}

const columns = `id, sequence, name, scope, hint, created_at as "createdAt", last_used_at as "lastUsedAt",
  revoked_at as "revokedAt"`;

const cursorSchema = z.tuple([z.string().regex(/^\d{1,18}$/)]);

@Injectable()
export class ApiKeyRepository {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** The newest first, revoked ones too. */
  async list(
    environment: EnvironmentId,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<Page<ApiKey>> {
    const [before] = decodeCursor(page.cursor, cursorSchema) ?? [null];
    const rows = await this.database.query<KeyRow[]>(
      `select ${columns} from api_keys
       where environment_id = $1 and ($2::bigint is null or sequence < $2) order by sequence desc limit $3`,
      [environment, before, page.limit + 1],
    );
    return pageOf(rows, page.limit, show, (row) => [row.sequence]);
  }

  async findActive(hash: Buffer): Promise<ActiveKey | null> {
    const rows = await this.database.query<ActiveKey[]>(
      `select id, environment_id as environment, scope,
         coalesce(last_used_at < now() - interval '1 minute', true) as stale
       from api_keys where hash = $1 and revoked_at is null`,
      [hash],
    );
    return rows[0] ?? null;
  }

  async insert(
    sql: Sql,
    environment: EnvironmentId,
    { name, scope }: NewApiKey,
    secret: { hash: Buffer; hint: string },
  ): Promise<ApiKey> {
    const rows = await sql.query<KeyRow[]>(
      `insert into api_keys (environment_id, name, scope, hash, hint) values ($1, $2, $3, $4, $5)
       returning ${columns}`,
      [environment, name, scope, secret.hash, secret.hint],
    );
    return show(rows[0]!);
  }

  /** The key, locked until the commit together with the admin keys that are left: one is revoked after the other. */
  async lock(
    sql: Sql,
    environment: EnvironmentId,
    id: string,
  ): Promise<{ key: ApiKey; activeAdmins: number } | null> {
    const rows = await sql.query<KeyRow[]>(
      `select ${columns} from api_keys
       where environment_id = $1 and (id = $2 or scope = 'admin' and revoked_at is null) order by id for update`,
      [environment, id],
    );
    const key = rows.find((row) => row.id === id);
    const admins = rows.filter((row) => row.scope === 'admin' && row.revokedAt === null);
    return key ? { key: show(key), activeAdmins: admins.length } : null;
  }

  /** With the key end the sessions that it opened. */
  async revoke(sql: Sql, id: string): Promise<ApiKey> {
    const [rows] = await sql.query<[KeyRow[], number]>(
      `with ended as (delete from sessions where key_id = $1)
       update api_keys set revoked_at = now() where id = $1 returning ${columns}`,
      [id],
    );
    return show(rows[0]!);
  }

  /** Once a minute, whichever process sees it first: the others find the row fresh, or locked and leave it. */
  async touch(id: string): Promise<void> {
    await this.database.query(
      `update api_keys set last_used_at = now() where id = (
         select id from api_keys
         where id = $1 and coalesce(last_used_at < now() - interval '1 minute', true) for update skip locked
       )`,
      [id],
    );
  }
}

const show = ({ sequence: _, ...row }: KeyRow): ApiKey => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  revokedAt: row.revokedAt?.toISOString() ?? null,
});
