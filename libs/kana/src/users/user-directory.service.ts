import { Injectable } from '@nestjs/common';
import { Partitions } from '../events/partitions.service.js';
import { indexable, storableText } from '../events/text.js';
import type { EnvironmentId } from '../platform/environment.js';
import type { Sql } from '../platform/database.js';
import { DomainError } from '../platform/errors.js';
import type { Identity, User, UserRef } from './user.js';
import { UserRepository } from './user.repository.js';

interface Found {
  user: User;
  identities: Identity[];
}

/** Finds users by any external id that is theirs, as it was sent. */
@Injectable()
export class UserDirectory {
  constructor(
    private readonly users: UserRepository,
    private readonly partitions: Partitions,
  ) {}

  /** Where an external id lives, as it is stored. */
  async place(environment: EnvironmentId, externalId: string): Promise<Identity> {
    const identity = indexable(storableText(externalId));
    return { partition: await this.partitions.of(environment, identity), identity };
  }

  /** A user, with all their identities; null where there is none. */
  async find(environment: EnvironmentId, ref: UserRef, sql?: Sql): Promise<Found | null> {
    if ('key' in ref) return this.users.findByKey(environment, ref.key, sql);
    return this.users.findByIdentity(environment, await this.place(environment, ref.id), sql);
  }

  /** @throws DomainError `not_found`. */
  async get(environment: EnvironmentId, ref: UserRef, sql?: Sql): Promise<Found> {
    const found = await this.find(environment, ref, sql);
    if (found) return found;
    const [name, value] = 'key' in ref ? ['key', ref.key] : ['id', ref.id];
    throw new DomainError('not_found', 'user_not_found', `There is no user with the ${name} "${value}".`);
  }

  /** All identities of the user that owns an external id; the id alone where nobody owns it yet. */
  async identitiesOf(environment: EnvironmentId, externalId: string): Promise<Identity[]> {
    const found = await this.find(environment, { id: externalId });
    return found ? found.identities : [await this.place(environment, externalId)];
  }
}
