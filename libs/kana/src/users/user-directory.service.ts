import { Injectable } from '@nestjs/common';
import { Partitions } from '../events/partitions.service.js';
import { indexable, storableText } from '../events/text.js';
import type { EnvironmentId } from '../platform/environment.js';
import type { User } from './user.js';
import { UserRepository } from './user.repository.js';

type Identities = { partition: number; identity: string }[];

/** Finds users by any external id that is theirs, as it was sent. */
@Injectable()
export class UserDirectory {
  constructor(
    private readonly users: UserRepository,
    private readonly partitions: Partitions,
  ) {}

  /** The user that owns an external id, with all their identities; null where nobody does. */
  async find(
    environment: EnvironmentId,
    externalId: string,
  ): Promise<{ user: User; identities: Identities } | null> {
    const identity = indexable(storableText(externalId));
    return this.users.findByIdentity(environment, await this.partitions.of(environment, identity), identity);
  }

  /** All identities of the user that owns an external id; the id alone where nobody owns it yet. */
  async identitiesOf(environment: EnvironmentId, externalId: string): Promise<Identities> {
    const found = await this.find(environment, externalId);
    if (found) return found.identities;
    const identity = indexable(storableText(externalId));
    return [{ partition: await this.partitions.of(environment, identity), identity }];
  }
}
