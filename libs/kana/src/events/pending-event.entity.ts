import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Stored, not yet attributed: written in the same statement as the event. */
@Entity('pending_events')
export class PendingEventEntity {
  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'pending_events_pkey' })
  partition!: number;

  @PrimaryColumn({ name: 'event_id', type: 'bigint', primaryKeyConstraintName: 'pending_events_pkey' })
  eventId!: string;

  @Column({ name: 'environment_id', type: 'smallint' })
  environmentId!: number;

  @Column({ name: 'received_at', type: 'timestamptz' })
  receivedAt!: Date;
}
