import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { Partitions } from '../events/partitions.service.js';
import { inTransaction, type Sql } from '../platform/database.js';
import type { EnvironmentId } from '../platform/environment.js';
import { DomainError } from '../platform/errors.js';
import { emailKey } from './identify.js';
import { combine, type Merge, type MergeRequest, type Moved, separate } from './merge.js';
import type { Identity, NewUser, User, UserChange, UserRef, UserState } from './user.js';
import { UserDirectory } from './user-directory.service.js';
import { UserHolds } from './user-holds.service.js';
import { UserMergeRepository } from './user-merge.repository.js';
import { UserRepository } from './user.repository.js';

interface FoundUser {
  user: User;
  identities: Identity[];
}

export interface MergedUsers extends FoundUser {
  /** Null for a dry run. */
  merge: Merge | null;
  /** All that were named, as they were, the survivor first. */
  before: FoundUser[];
}

/** What people do to users. */
@Injectable()
export class UserAccounts {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly partitions: Partitions,
    private readonly users: UserRepository,
    private readonly directory: UserDirectory,
    private readonly holds: UserHolds,
    private readonly merges: UserMergeRepository,
  ) {}

  /** Nobody is merged by it: who shares the email is shown by the flag. */
  create(environment: EnvironmentId, user: NewUser): Promise<User> {
    return inTransaction(this.database, async (sql) => {
      const place = user.id === null ? null : await this.directory.place(environment, user.id);
      if (place) {
        await this.partitions.lock(sql, [place.partition]);
        if (await this.users.findByIdentity(environment, place, sql)) {
          throw new DomainError('conflict', 'user_exists', `The id "${user.id}" is taken.`);
        }
      }
      const email = emailKey(user.email);
      await this.users.lockEmails(sql, environment, email === null ? [] : [email]);
      const { keys, now } = await this.users.freshKeys(sql, 1);
      const key = keys[0]!;
      await this.users.insert(sql, environment, [{ ...user, key, createdAt: now }]);
      if (place) await this.users.insertIdentities(sql, environment, key, [place]);
      return (await this.directory.get(environment, { key }, sql)).user;
    });
  }

  /** A field that is absent stays; null empties it. */
  update(environment: EnvironmentId, ref: UserRef, change: UserChange): Promise<User> {
    return inTransaction(this.database, async (sql) => {
      const [held] = await this.holds.hold(sql, environment, [ref], [change.email ?? null]);
      const { name, email, billingId, metadata } = { ...held!.state, ...change } as UserState;
      await this.users.update(sql, [{ ...held!.state, name, email, billingId, metadata }]);
      return (await this.directory.get(environment, { key: held!.state.key }, sql)).user;
    });
  }

  /**
   * Removes the person: name, email, billing id, metadata, and what merges remember of them. Usage stays under the
   * identities; an event of one of them makes a user of it again.
   */
  delete(environment: EnvironmentId, ref: UserRef): Promise<FoundUser> {
    return inTransaction(this.database, async (sql) => {
      const [held] = await this.holds.hold(sql, environment, [ref]);
      await this.users.deleteIdentities(sql, held!.state.key);
      await this.users.delete(sql, [held!.state.key]);
      await this.merges.forget(sql, held!.state.key);
      return held!;
    });
  }

  /** The user created first survives. Identities move, usage does not: it is keyed by identity. */
  merge(environment: EnvironmentId, { ids, keys, dryRun }: MergeRequest): Promise<MergedUsers> {
    const refs = [...ids.map((id) => ({ id })), ...keys.map((key) => ({ key }))];
    return inTransaction(this.database, async (sql) => {
      const held = await this.holds.hold(sql, environment, refs);
      if (held.length < 2) {
        throw new DomainError('conflict', 'same_user', 'All of these are one and the same user already.');
      }
      const { survivor, after, merged } = combine(held.map(({ state }) => state));
      const holdOf = (key: string) => held.find(({ state }) => state.key === key)!;
      const moved: Moved = {
        before: survivor,
        after,
        merged: merged.map((user) => ({ user, identities: holdOf(user.key).identities })),
      };
      if (dryRun) await sql.query('savepoint dry_run');
      const merge = await this.apply(sql, environment, moved);
      const result = await this.directory.get(environment, { key: survivor.key }, sql);
      if (dryRun) await sql.query('rollback to savepoint dry_run');
      const before = [survivor, ...merged].map(({ key }) => holdOf(key));
      return { ...result, merge: dryRun ? null : merge, before };
    });
  }

  private async apply(sql: Sql, environment: EnvironmentId, moved: Moved): Promise<Merge> {
    const keys = moved.merged.map(({ user }) => user.key);
    await this.users.moveIdentities(
      sql,
      keys.map((from) => ({ from, to: moved.after.key })),
    );
    await this.users.delete(sql, keys);
    await this.users.update(sql, [moved.after]);
    return this.merges.insert(sql, environment, moved);
  }

  /** Brings back the users that a merge took, with their identities, and takes from the survivor what it got by it. */
  undo(environment: EnvironmentId, id: string): Promise<{ merge: Merge; users: FoundUser[] }> {
    return inTransaction(this.database, async (sql) => {
      const merge = await this.merges.find(environment, id, sql);
      if (!merge)
        throw new DomainError('not_found', 'merge_not_found', `There is no merge with the id "${id}".`);
      if (merge.undoneAt !== null) throw undone();
      const survivor = { key: merge.survivorKey };
      if (!(await this.directory.find(environment, survivor, sql))) {
        throw new DomainError(
          'conflict',
          'survivor_merged',
          'The user that was kept was merged into another since: undo that merge first.',
        );
      }
      const known = await this.merges.lookAtMoved(sql, id);
      const emails = known ? [known.before.email, ...known.merged.map(({ user }) => user.email)] : [];
      const [held] = await this.holds.hold(sql, environment, [survivor], emails);
      const moved = await this.merges.lockMoved(sql, id);
      if (!moved) throw undone();
      // The survivor first: an id that it got goes back to its owner.
      await this.users.update(sql, [separate(held!.state, moved)]);
      await this.users.insert(
        sql,
        environment,
        moved.merged.map(({ user }) => user),
      );
      await this.merges.giveBack(sql, environment, moved);
      await this.merges.end(sql, id);
      await this.holds.release(sql, environment, emails);
      const users = [];
      for (const key of [merge.survivorKey, ...merge.mergedKeys]) {
        users.push(await this.directory.get(environment, { key }, sql));
      }
      return { merge: (await this.merges.find(environment, id, sql))!, users };
    });
  }
}

const undone = (): DomainError =>
  new DomainError('conflict', 'merge_undone', 'This merge was undone already.');
