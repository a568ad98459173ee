import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { EnvironmentId } from '../platform/environment.js';
import { trackColumns } from './attribution.repository.js';
import type { TrackEvent } from './attribution.js';

@Injectable()
export class OverlapRepository {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** Track events before an id, newest first. Each partition gives its newest by a key alone, then the rows are read. */
  newestTracks(environment: EnvironmentId, before: string | null, limit: number): Promise<TrackEvent[]> {
    return this.database.query<TrackEvent[]>(
      `select e.* from (
         select newest.* from partitions p
         cross join lateral (
           select e.partition, e.id from events e
           where e.partition = p.partition and e.environment_id = $1 and ($2::bigint is null or e.id < $2)
           order by e.id desc limit $3
         ) newest
         order by newest.id desc limit $3
       ) k
       cross join lateral (
         select e.type, ${trackColumns} from events e
         where e.partition = k.partition and e.environment_id = $1 and e.id = k.id limit 1
       ) e
       order by e.id desc`,
      [environment, before, limit],
    );
  }
}
