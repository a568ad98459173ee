import { Injectable } from '@nestjs/common';
import type { EnvironmentId } from '../platform/environment.js';
import type { MergeRequest } from '../users/merge.js';
import type { UserRef } from '../users/user.js';
import { UserAccounts } from '../users/user-accounts.service.js';
import type { DeletedUser, IdentityKeys, MergeResult } from './usage.js';
import { UsageRepository } from './usage.repository.js';

/** What becomes of usage when users are merged or deleted. */
@Injectable()
export class UserUsage {
  constructor(
    private readonly accounts: UserAccounts,
    private readonly usage: UsageRepository,
  ) {}

  async merge(environment: EnvironmentId, request: MergeRequest): Promise<MergeResult> {
    const { before, merge, user, identities } = await this.accounts.merge(environment, request);
    const [, ...merged] = before;
    const earlier = before.map(async (one) => ({
      key: one.user.key,
      id: one.user.id,
      data: await this.of(environment, one.identities),
    }));
    return {
      merge,
      user: { ...user, identities: names(identities) },
      merged: merged.map((one) => one.user),
      usage: { before: await Promise.all(earlier), after: await this.of(environment, identities) },
    };
  }

  async delete(environment: EnvironmentId, ref: UserRef): Promise<DeletedUser> {
    const { user, identities } = await this.accounts.delete(environment, ref);
    return {
      deleted: { key: user.key, id: user.id },
      keptUsage: { identities: names(identities), data: await this.of(environment, identities) },
    };
  }

  private of(environment: EnvironmentId, identities: IdentityKeys) {
    return this.usage.byFeature(environment, { identities });
  }
}

const names = (identities: IdentityKeys): string[] => identities.map(({ identity }) => identity);
