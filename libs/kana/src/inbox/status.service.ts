import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { EnvironmentId } from '../platform/environment.js';
import { EventReader } from '../usage/event-reader.repository.js';
import { UserRepository } from '../users/user.repository.js';
import { UnmappedInbox } from './inbox.service.js';
import { connectedHours, type Status } from './status.js';

/** However many pages ask, the inbox is counted once in this time, or in ten times what counting it takes. */
const countedMs = 2_000;

/** What a person looks at first: whether events come, and what waits for a decision. */
@Injectable()
export class StatusService {
  private readonly open = new LRUCache<EnvironmentId, number>({
    max: 2,
    ttl: countedMs,
    fetchMethod: async (environment, _, { options }) => {
      const began = performance.now();
      const { open } = await this.inbox.totals(environment);
      options.ttl = Math.max(countedMs, Math.ceil(10 * (performance.now() - began)));
      return open;
    },
  });

  constructor(
    private readonly events: EventReader,
    private readonly inbox: UnmappedInbox,
    private readonly users: UserRepository,
  ) {}

  async read(environment: EnvironmentId, now: Date): Promise<Status> {
    const [lastEventAt, unmapped, flags] = await Promise.all([
      this.events.lastReceivedAt(environment),
      this.open.forceFetch(environment),
      this.users.countFlags(environment),
    ]);
    const since = now.getTime() - connectedHours * 60 * 60 * 1_000;
    return {
      lastEventAt: lastEventAt?.toISOString() ?? null,
      connected: lastEventAt !== null && lastEventAt.getTime() > since,
      unmapped,
      noBilling: flags.no_billing,
      sameEmail: flags.same_email,
    };
  }
}
