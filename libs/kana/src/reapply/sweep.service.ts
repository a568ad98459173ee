import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { ImportRepository } from '../imports/import.repository.js';
import { Bells } from '../queue/bells.service.js';
import { UserRepository } from '../users/user.repository.js';
import { ApplicationRepository } from './application.repository.js';

/** A bell that was heard leaves nothing pending for this long. */
const lateMs = 1_000;

/** Rings again for work whose bell was lost with a queue or a worker: that costs seconds, not events. */
@Injectable()
export class SweepService {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly applications: ApplicationRepository,
    private readonly imports: ImportRepository,
    private readonly users: UserRepository,
    private readonly bells: Bells,
  ) {}

  async sweep(now: Date): Promise<void> {
    this.bells.attribute(await this.latePartitions(new Date(now.getTime() - lateMs)));
    const byApplication = new Map<string, number[]>();
    for (const { application, partition } of await this.applications.unfinished()) {
      byApplication.set(application, [...(byApplication.get(application) ?? []), partition]);
    }
    for (const [application, partitions] of byApplication) this.bells.reapply(application, partitions);
    for (const id of await this.imports.unfinished()) this.bells.import(id);
    await this.imports.forgetAbandoned();
    await this.users.foldTallies();
  }

  /** Partitions whose oldest pending event came before `since`. One probe of the key each. */
  private async latePartitions(since: Date): Promise<number[]> {
    const rows = await this.database.query<{ partition: number }[]>(
      `select p.partition from partitions p
       cross join lateral (
         select received_at from pending_events e where e.partition = p.partition order by event_id limit 1
       ) oldest
       where oldest.received_at < $1`,
      [since],
    );
    return rows.map((row) => row.partition);
  }
}
