import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { prepare, runPrepared, type Sql } from '../platform/database.js';
import type { EnvironmentId } from '../platform/environment.js';
import { DomainError } from '../platform/errors.js';
import { partitionOf } from './partition.js';

const lockStatement = prepare(
  'select from partitions where partition = any($1::smallint[]) order by partition for update',
);

/** Knows how many partitions this database has: written when it was made, never changed, so read once. */
@Injectable()
export class Partitions {
  private known = 0;

  constructor(@InjectDataSource() private readonly database: DataSource) {}

  async count(): Promise<number> {
    if (this.known === 0) {
      const [row] = await this.database.query<{ count: number }[]>(
        'select count(*)::int as count from partitions',
      );
      this.known = row?.count ?? 0;
      if (this.known === 0)
        throw new DomainError(
          'unavailable',
          'not_migrated',
          'The database has no partitions: run the migrations.',
          { retryAfter: 5 },
        );
    }
    return this.known;
  }

  async of(environment: EnvironmentId, identity: string): Promise<number> {
    return partitionOf(environment, identity, await this.count());
  }

  /**
   * Waits for the batches that are under way in these partitions, and lets none begin there until the commit: who holds
   * a partition is its only writer. In order, as everywhere. A row lock: it works in Citus too.
   */
  async lock(sql: Sql, partitions: readonly number[]): Promise<void> {
    await runPrepared(sql, lockStatement, [partitions]);
  }

  /** The same of all partitions. */
  async lockAll(sql: Sql): Promise<void> {
    await sql.query('select from partitions order by partition for update');
  }
}
