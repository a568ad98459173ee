import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { Sql } from './database.js';
import type { EnvironmentId } from './environment.js';
import { sessionDays } from './session.js';

export interface SessionRow {
  environment: EnvironmentId;
  keyId: string;
  keyName: string;
  signedInAt: Date;
  expiresAt: Date;
}

/** Of a session that is open: neither it nor its key has ended. */
const open = `from sessions s join api_keys k on k.id = s.key_id
  where s.hash = $1 and s.expires_at > now() and k.revoked_at is null`;

@Injectable()
export class SessionRepository {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  list(hash: Buffer): Promise<SessionRow[]> {
    return this.database.query<SessionRow[]>(
      `select s.environment_id as environment, k.id as "keyId", k.name as "keyName", s.created_at as "signedInAt",
         s.expires_at as "expiresAt" ${open} order by s.environment_id`,
      [hash],
    );
  }

  /** The key of an open session; `aged` where it was not extended for a day, `stale` where its key's use was not noted. */
  async find(
    hash: Buffer,
    environment: EnvironmentId,
  ): Promise<{ keyId: string; aged: boolean; stale: boolean } | null> {
    const rows = await this.database.query<{ keyId: string; aged: boolean; stale: boolean }[]>(
      `select s.key_id as "keyId", s.expires_at < now() + make_interval(days => $3::int - 1) as aged,
         coalesce(k.last_used_at < now() - interval '1 minute', true) as stale
       ${open} and s.environment_id = $2`,
      [hash, environment, sessionDays],
    );
    return rows[0] ?? null;
  }

  async extend(hash: Buffer): Promise<void> {
    await this.database.query(
      `update sessions set expires_at = now() + make_interval(days => $2) where hash = $1 and expires_at > now()`,
      [hash, sessionDays],
    );
  }

  async insert(sql: Sql, hash: Buffer, environment: EnvironmentId, keyId: string): Promise<void> {
    await sql.query(
      `insert into sessions (hash, environment_id, key_id, expires_at)
       values ($1, $2, $3, now() + make_interval(days => $4))`,
      [hash, environment, keyId, sessionDays],
    );
  }

  /** What a browser is signed in to under one token goes on under another. */
  async move(sql: Sql, from: Buffer, to: Buffer): Promise<void> {
    await sql.query('update sessions set hash = $2 where hash = $1', [from, to]);
  }

  /** Of both environments where none is named. */
  async delete(sql: Sql, hash: Buffer, environment: EnvironmentId | null): Promise<void> {
    await sql.query(
      'delete from sessions where hash = $1 and ($2::smallint is null or environment_id = $2)',
      [hash, environment],
    );
  }

  async deleteExpired(sql: Sql): Promise<void> {
    await sql.query('delete from sessions where expires_at <= now()');
  }
}
