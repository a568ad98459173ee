import { Injectable } from '@nestjs/common';
import { Partitions } from '../events/partitions.service.js';
import type { Sql } from '../platform/database.js';
import type { EnvironmentId } from '../platform/environment.js';
import { DomainError } from '../platform/errors.js';
import { emailKey } from './identify.js';
import type { Identity, User, UserRef, UserState } from './user.js';
import { UserDirectory } from './user-directory.service.js';
import { UserRepository } from './user.repository.js';

/** A user that nobody else changes until the commit. */
export interface HeldUser {
  state: UserState;
  user: User;
  identities: Identity[];
}

/** Takes the locks for changes that people make: in the order of `UserChanges`, which calls take theirs in. */
@Injectable()
export class UserHolds {
  constructor(
    private readonly partitions: Partitions,
    private readonly directory: UserDirectory,
    private readonly users: UserRepository,
  ) {}

  /**
   * Each named user once, held with its partitions, its email, and the emails that it may get.
   * @throws DomainError `not_found`.
   */
  async hold(
    sql: Sql,
    environment: EnvironmentId,
    refs: readonly UserRef[],
    emails: readonly (string | null)[] = [],
  ): Promise<HeldUser[]> {
    const found = await this.settle(sql, environment, refs);
    const keys = (isImport: boolean) =>
      found.filter(({ user }) => (user.id === null) === isImport).map(({ user }) => user.key);
    const named = await this.users.lockByKey(sql, environment, keys(false));
    const asked = [...emails, ...found.map(({ user }) => user.email), ...named.map((user) => user.email)];
    await this.users.lockEmails(
      sql,
      environment,
      asked.flatMap((email) => emailKey(email) ?? []),
    );
    const imports = await this.users.lockByKey(sql, environment, keys(true));
    const states = new Map([...named, ...imports].map((state) => [state.key, state]));
    return found.map(({ user, identities }) => {
      const state = states.get(user.key);
      // An import that a call took over just now.
      if (!state) throw new DomainError('not_found', 'user_not_found', `The user ${user.key} is gone.`);
      return { state, user, identities };
    });
  }

  /** Takes away what `hold` made for emails that nobody got. */
  async release(sql: Sql, environment: EnvironmentId, emails: readonly (string | null)[]): Promise<void> {
    await this.users.forgetEmails(
      sql,
      environment,
      emails.flatMap((email) => emailKey(email) ?? []),
    );
  }

  /** Finds the users again until all their partitions are held: a merge may move identities meanwhile. */
  private async settle(sql: Sql, environment: EnvironmentId, refs: readonly UserRef[]) {
    const held = new Set<number>();
    for (;;) {
      const found = new Map<string, { user: User; identities: Identity[] }>();
      for (const ref of refs) {
        const one = await this.directory.get(environment, ref, sql);
        found.set(one.user.key, one);
      }
      const partitions = [...found.values()].flatMap(({ identities }) =>
        identities.map(({ partition }) => partition),
      );
      const missing = partitions.filter((partition) => !held.has(partition));
      if (missing.length === 0) return [...found.values()];
      await this.partitions.lock(sql, missing);
      for (const partition of missing) held.add(partition);
    }
  }
}
