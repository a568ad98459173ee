import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { EnvironmentId } from '../platform/environment.js';
import { UserRepository } from '../users/user.repository.js';
import { EventReader } from './event-reader.repository.js';
import { connectedHours, type Status } from './status.js';

/** However many pages ask, unmapped events are counted once in this time: of very many that takes a while. */
const countedMs = 2_000;

/** What a person looks at first: whether events come, and what waits for a decision. */
@Injectable()
export class StatusService {
  private readonly unmapped = new LRUCache<EnvironmentId, number>({
    max: 2,
    ttl: countedMs,
    fetchMethod: (environment) => this.events.countUnmapped(environment),
  });

  constructor(
    private readonly events: EventReader,
    private readonly users: UserRepository,
  ) {}

  async read(environment: EnvironmentId, now: Date): Promise<Status> {
    const [lastEventAt, unmapped, flags] = await Promise.all([
      this.events.lastReceivedAt(environment),
      this.unmapped.forceFetch(environment),
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
