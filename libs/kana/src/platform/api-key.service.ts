import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { LRUCache } from 'lru-cache';
import type { DataSource } from 'typeorm';
import { hashKey, type KeyScope } from './api-keys.js';
import type { EnvironmentId } from './environment.js';

/** What a key opens. */
export interface KeyGrant {
  environment: EnvironmentId;
  scope: KeyScope;
}

/** A revoked key is refused everywhere after this long at the latest. */
const trustMs = 2_000;

@Injectable()
export class ApiKeyService {
  /** By hash, unknown keys as `none`: a flood of one wrong key asks the database once per `trustMs`. */
  private readonly cache = new LRUCache<string, KeyGrant | 'none'>({
    max: 10_000,
    ttl: trustMs,
    fetchMethod: async (hash) => (await this.read(Buffer.from(hash, 'base64'))) ?? 'none',
  });

  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** What `key` opens; null for a key that is unknown or revoked. */
  async find(key: string): Promise<KeyGrant | null> {
    const grant = await this.cache.fetch(hashKey(key).toString('base64'));
    return grant === undefined || grant === 'none' ? null : grant;
  }

  private async read(hash: Buffer): Promise<KeyGrant | undefined> {
    const rows = await this.database.query<KeyGrant[]>(
      `select environment_id as environment, scope from api_keys where hash = $1 and revoked_at is null`,
      [hash],
    );
    return rows[0];
  }
}
