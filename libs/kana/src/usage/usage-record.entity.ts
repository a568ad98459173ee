import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * Event × feature, exactly once by key. Named after the rule version that made it, or null for `properties.featureId`.
 * Usage is taken back by a further entry, never by deletion.
 */
@Entity('usage_records')
@Index('usage_records_time', ['partition', 'environmentId', 'identity', 'featureId', 'occurredAt'])
export class UsageRecordEntity {
  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'usage_records_pkey' })
  partition!: number;

  @PrimaryColumn({ name: 'event_id', type: 'bigint', primaryKeyConstraintName: 'usage_records_pkey' })
  eventId!: string;

  @PrimaryColumn({
    name: 'feature_id',
    type: 'text',
    collation: 'C',
    primaryKeyConstraintName: 'usage_records_pkey',
  })
  featureId!: string;

  /** Even: a record. Odd: the reversal of the one before it. The usage stands while the highest entry is even. */
  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'usage_records_pkey', default: 0 })
  entry!: number;

  @Column({ name: 'environment_id', type: 'smallint' })
  environmentId!: number;

  @Column({ type: 'text', collation: 'C' })
  identity!: string;

  @Column({ type: 'numeric' })
  delta!: string;

  @Column({ name: 'occurred_at', type: 'timestamptz' })
  occurredAt!: Date;

  @Column({ name: 'rule_id', type: 'uuid', nullable: true })
  ruleId!: string | null;

  @Column({ name: 'rule_version', type: 'int', nullable: true })
  ruleVersion!: number | null;

  @Column({ name: 'recorded_at', type: 'timestamptz', default: () => 'now()' })
  recordedAt!: Date;
}
