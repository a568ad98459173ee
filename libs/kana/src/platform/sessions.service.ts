import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { ApiKeyService, type KeyGrant } from './api-key.service.js';
import { inTransaction } from './database.js';
import { type EnvironmentId, environmentName } from './environment.js';
import { hashToken, newToken, type Session } from './session.js';
import { SessionRepository } from './session.repository.js';

/**
 * Browsers that are signed in. Each request asks the database, whose answer nobody keeps: a sign-out and a revoked key
 * end the session at once, in every process.
 */
@Injectable()
export class Sessions {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly sessions: SessionRepository,
    private readonly keys: ApiKeyService,
  ) {}

  /**
   * Signs a browser in with an admin key, beside what it is signed in to under `token`. The token is another one
   * after it: who planted the old one in the browser holds nothing.
   */
  async signIn({ id, environment }: KeyGrant, token: string | null): Promise<string> {
    const next = newToken();
    await inTransaction(this.database, async (sql) => {
      await this.sessions.deleteExpired(sql);
      if (token !== null) {
        const hash = hashToken(token);
        await this.sessions.delete(sql, hash, environment);
        await this.sessions.move(sql, hash, hashToken(next));
      }
      await this.sessions.insert(sql, hashToken(next), environment, id);
    });
    return next;
  }

  async read(token: string): Promise<Session> {
    const rows = await this.sessions.list(hashToken(token));
    return {
      environments: rows.map((row) => ({
        ...row,
        environment: environmentName(row.environment),
        signedInAt: row.signedInAt.toISOString(),
        expiresAt: row.expiresAt.toISOString(),
      })),
    };
  }

  /** Whether the browser is signed in to the environment, and whether that was extended just now. */
  async admit(token: string, environment: EnvironmentId): Promise<{ extended: boolean } | null> {
    const hash = hashToken(token);
    const found = await this.sessions.find(hash, environment);
    if (!found) return null;
    if (found.stale) this.keys.touch(found.keyId);
    if (found.aged) await this.sessions.extend(hash);
    return { extended: found.aged };
  }

  /** Of both environments where none is named. */
  async signOut(token: string, environment: EnvironmentId | null): Promise<void> {
    await this.sessions.delete(this.database, hashToken(token), environment);
  }
}
