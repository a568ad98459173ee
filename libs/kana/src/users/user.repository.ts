import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Sql } from '../platform/database.js';
import type { EnvironmentId } from '../platform/environment.js';
import { decodeCursor, type Page, pageOf } from '../platform/page.js';
import type { UserPatch } from './identify.js';
import type { User } from './user.js';

interface UserRow extends Omit<User, 'createdAt' | 'updatedAt'> {
  key: string;
  createdAt: Date;
  updatedAt: Date;
}

/** What one identity's identify calls of a batch come to, in order. */
export interface IdentityPatch extends UserPatch {
  environment: EnvironmentId;
  identity: string;
}

const columns = `u.key, u.external_id as id, u.name, u.email, u.billing_id as "billingId", u.metadata,
  u.created_at as "createdAt", u.updated_at as "updatedAt"`;

const cursorSchema = z.tuple([z.string().regex(/^\d{1,18}$/)]);

@Injectable()
export class UserRepository {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** In the order of creation. */
  async list(
    environment: EnvironmentId,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<Page<User>> {
    const [after] = decodeCursor(page.cursor, cursorSchema) ?? ['0'];
    const rows = await this.database.query<UserRow[]>(
      `select ${columns} from users u where u.environment_id = $1 and u.key > $2 order by u.key limit $3`,
      [environment, after, page.limit + 1],
    );
    return pageOf(rows, page.limit, show, (row) => [row.key]);
  }

  /** The user that owns an identity, with all the identities that are theirs. */
  async findByIdentity(
    environment: EnvironmentId,
    partition: number,
    identity: string,
  ): Promise<{ user: User; identities: { partition: number; identity: string }[] } | null> {
    const rows = await this.database.query<
      (UserRow & { identities: { partition: number; identity: string }[] })[]
    >(
      `select ${columns},
         (select jsonb_agg(jsonb_build_object('partition', o.partition, 'identity', o.identity) order by o.identity)
          from identities o where o.user_key = u.key) as identities
       from identities i join users u on u.key = i.user_key
       where i.partition = $2 and i.environment_id = $1 and i.identity = $3`,
      [environment, partition, identity],
    );
    return rows[0] ? { user: show(rows[0]), identities: rows[0].identities } : null;
  }

  /**
   * Makes a user of each identity that has none. The caller holds the partition's lock, and an identity lives in
   * one partition, so nobody else makes the same one.
   */
  async ensure(
    sql: Sql,
    partition: number,
    identities: readonly { environment: EnvironmentId; identity: string }[],
  ): Promise<void> {
    await sql.query(
      `with missing as (
         select distinct (s->>0)::smallint as environment_id, s->>1 as identity
         from jsonb_array_elements($2::jsonb) as t (s)
         where (
           select i.user_key from identities i
           where i.partition = $1 and i.environment_id = (s->>0)::smallint and i.identity = s->>1
         ) is null
       ), made as (
         insert into users (environment_id, external_id) select environment_id, identity from missing
         returning key, environment_id, external_id
       )
       insert into identities (partition, environment_id, identity, user_key)
       select $1, environment_id, external_id, key from made`,
      [partition, JSON.stringify(identities.map(({ environment, identity }) => [environment, identity]))],
    );
  }

  /** Applies identify calls, one patch an identity, to the users that own them. Nothing is erased. */
  async identify(sql: Sql, partition: number, patches: readonly IdentityPatch[]): Promise<void> {
    await sql.query(
      `update users u set name = coalesce(p.name, u.name), email = coalesce(p.email, u.email),
         billing_id = coalesce(p."billingId", u.billing_id), updated_at = now()
       from jsonb_to_recordset($2::jsonb)
         as p (environment smallint, identity text, name text, email text, "billingId" text)
       join identities i on i.partition = $1 and i.environment_id = p.environment and i.identity = p.identity
       where u.key = i.user_key`,
      [partition, JSON.stringify(patches)],
    );
  }
}

function show(row: UserRow): User {
  const { id, name, email, billingId, metadata } = row;
  return {
    id,
    name,
    email,
    billingId,
    metadata,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
