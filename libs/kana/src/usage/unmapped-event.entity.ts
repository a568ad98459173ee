import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A stored track event that gave no usage record, with the reason. */
@Entity('unmapped_events')
@Index('unmapped_events_feature', ['partition', 'environmentId', 'featureId', 'name', 'eventId'], {
  where: 'feature_id is not null',
})
export class UnmappedEventEntity {
  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'unmapped_events_pkey' })
  partition!: number;

  @PrimaryColumn({
    name: 'environment_id',
    type: 'smallint',
    primaryKeyConstraintName: 'unmapped_events_pkey',
  })
  environmentId!: number;

  @PrimaryColumn({ type: 'text', collation: 'C', primaryKeyConstraintName: 'unmapped_events_pkey' })
  name!: string;

  @PrimaryColumn({ name: 'event_id', type: 'bigint', primaryKeyConstraintName: 'unmapped_events_pkey' })
  eventId!: string;

  /** `no_rule`, `unknown_feature` or `invalid_delta`. */
  @Column({ type: 'text' })
  reason!: string;

  /** The feature that the event asked for by `properties.featureId`, where there is none of that id. */
  @Column({ name: 'feature_id', type: 'text', collation: 'C', nullable: true })
  featureId!: string | null;

  @Column({ type: 'text', collation: 'C' })
  identity!: string;

  @Column({ name: 'received_at', type: 'timestamptz' })
  receivedAt!: Date;
}
