import { Entity, PrimaryColumn } from 'typeorm';

/** A row to lock; nothing else. Their number is N of `partitionOf` and never changes. */
@Entity('partitions')
export class PartitionEntity {
  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'partitions_pkey' })
  partition!: number;
}
