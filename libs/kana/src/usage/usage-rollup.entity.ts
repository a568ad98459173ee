import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What totals are read from: the sum of the records of one hour, written in their transaction. */
@Entity('usage_rollups')
@Index('usage_rollups_feature', ['partition', 'environmentId', 'featureId', 'hour'])
export class UsageRollupEntity {
  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'usage_rollups_pkey' })
  partition!: number;

  @PrimaryColumn({ name: 'environment_id', type: 'smallint', primaryKeyConstraintName: 'usage_rollups_pkey' })
  environmentId!: number;

  @PrimaryColumn({ type: 'text', collation: 'C', primaryKeyConstraintName: 'usage_rollups_pkey' })
  identity!: string;

  @PrimaryColumn({
    name: 'feature_id',
    type: 'text',
    collation: 'C',
    primaryKeyConstraintName: 'usage_rollups_pkey',
  })
  featureId!: string;

  @PrimaryColumn({ type: 'timestamptz', primaryKeyConstraintName: 'usage_rollups_pkey' })
  hour!: Date;

  @Column({ type: 'numeric' })
  used!: string;

  @Column({ type: 'bigint' })
  records!: string;
}
