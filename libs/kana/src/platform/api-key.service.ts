import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { LRUCache } from 'lru-cache';
import type { DataSource } from 'typeorm';
import { ApiKeyRepository } from './api-key.repository.js';
import {
  type ApiKey,
  type CreatedApiKey,
  hashKey,
  hintOf,
  type KeyScope,
  type NewApiKey,
  newKey,
} from './api-keys.js';
import { inTransaction } from './database.js';
import { type EnvironmentId, environmentName } from './environment.js';
import { DomainError } from './errors.js';

/** What a key opens. */
export interface KeyGrant {
  id: string;
  environment: EnvironmentId;
  scope: KeyScope;
}

/** A revoked key is refused everywhere after this long at the latest: no process asks another. */
const trustMs = 2_000;

/** No key is as long as this, so none is kept that would fill the memory. */
const longestKey = 255;

@Injectable()
export class ApiKeyService {
  private readonly logger = new Logger(ApiKeyService.name);

  /**
   * By key, since a hash for every request costs 7 µs; unknown keys as `none`: a flood of one wrong key asks the
   * database once per `trustMs`.
   */
  private readonly cache = new LRUCache<string, KeyGrant | 'none'>({
    max: 10_000,
    ttl: trustMs,
    fetchMethod: async (key) => (await this.read(hashKey(key))) ?? 'none',
  });

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly keys: ApiKeyRepository,
  ) {}

  /** What `key` opens; null for a key that is unknown or revoked. */
  async find(key: string): Promise<KeyGrant | null> {
    if (key.length > longestKey) return null;
    // Nearly every key is known: `fetch` makes promises for those too.
    const grant = this.cache.get(key) ?? (await this.cache.fetch(key));
    return grant === undefined || grant === 'none' ? null : grant;
  }

  /** A new key, in clear for the only time. */
  async create(environment: EnvironmentId, input: NewApiKey): Promise<CreatedApiKey> {
    const key = newKey(environmentName(environment), input.scope);
    const secret = { hash: hashKey(key), hint: hintOf(key) };
    return { ...(await this.keys.insert(this.database, environment, input, secret)), key };
  }

  /**
   * Revokes a key and ends its sessions. One that is revoked already stays as it is.
   * @throws DomainError `conflict` for the last admin key: nobody could make another one.
   */
  async revoke(environment: EnvironmentId, id: string): Promise<ApiKey> {
    return inTransaction(this.database, async (sql) => {
      const found = await this.keys.lock(sql, environment, id);
      if (!found) throw new DomainError('not_found', 'key_not_found', `There is no key with the id "${id}".`);
      const { key, activeAdmins } = found;
      if (key.revokedAt !== null) return key;
      if (key.scope === 'admin' && activeAdmins === 1) {
        throw new DomainError(
          'conflict',
          'last_admin_key',
          'This is the last admin key of its environment: without it nobody could make another one. ' +
            'Create a new admin key first, then revoke this one with it.',
        );
      }
      return this.keys.revoke(sql, id);
    });
  }

  /** Notes that a key is used. Nobody waits for it. */
  touch(id: string): void {
    this.keys
      .touch(id)
      .catch((error: unknown) => this.logger.warn(`The use of a key was not noted: ${String(error)}`));
  }

  private async read(hash: Buffer): Promise<KeyGrant | undefined> {
    const key = await this.keys.findActive(hash);
    if (!key) return undefined;
    const { stale, ...grant } = key;
    if (stale) this.touch(grant.id);
    return grant;
  }
}
