import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { EnvironmentId } from '../platform/environment.js';
import type { TailedEvent, TailView } from './tail-window.js';

@Injectable()
export class EventTail {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /**
   * The newest events behind an id, and which transactions the snapshot knew. One walk from the end of the key in each
   * partition: 0.7 ms where nothing is new, 20 ms for 2,000 events.
   */
  async look(environment: EnvironmentId, low: bigint, limit: number): Promise<TailView> {
    const [row] = await this.database.query<{ xmin: string; xmax: string; events: TailedEvent[] }[]>(
      `select pg_snapshot_xmin(s)::text as xmin, pg_snapshot_xmax(s)::text as xmax, (
         select coalesce(jsonb_agg(jsonb_build_object('id', e.id::text, 'partition', e.partition, 'type', e.type,
           'name', e.name, 'identity', e.identity) order by e.id desc), '[]')
         from (
           select newest.* from partitions p
           cross join lateral (
             select e.partition, e.id, e.type, e.name, e.identity from events e
             where e.partition = p.partition and e.environment_id = $1 and e.id > $2::bigint
             order by e.id desc limit $3
           ) newest
           order by newest.id desc limit $3
         ) e
       ) as events
       from pg_current_snapshot() s`,
      [environment, String(low), limit],
    );
    return { ...row!, xmin: BigInt(row!.xmin), xmax: BigInt(row!.xmax) };
  }
}
