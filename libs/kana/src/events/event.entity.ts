import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * One accepted call, stored for ever as it came, never changed.
 * The environment stands in the key so that a page of one environment never walks the other's rows.
 */
@Entity('events')
@Index('events_message', ['partition', 'environmentId', 'messageId'], { unique: true })
@Index('events_identity', ['partition', 'environmentId', 'identity', 'id'])
@Index('events_name', ['partition', 'environmentId', 'name', 'id'])
export class EventEntity {
  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'events_pkey' })
  partition!: number;

  @PrimaryColumn({ name: 'environment_id', type: 'smallint', primaryKeyConstraintName: 'events_pkey' })
  environmentId!: number;

  @PrimaryColumn({
    type: 'bigint',
    primaryKeyConstraintName: 'events_pkey',
    default: () => `nextval('event_id')`,
  })
  id!: string;

  @Column({ name: 'occurred_at', type: 'timestamptz' })
  occurredAt!: Date;

  @Column({ name: 'received_at', type: 'timestamptz' })
  receivedAt!: Date;

  /** `track` or `identify`. */
  @Column({ type: 'text' })
  type!: string;

  @Column({ name: 'message_id', type: 'text', collation: 'C' })
  messageId!: string;

  @Column({ type: 'text', collation: 'C' })
  identity!: string;

  /** First 255 characters of the event's name, small enough for an index. The whole is in the payload. */
  @Column({ type: 'text', collation: 'C', nullable: true })
  name!: string | null;

  @Column({ type: 'jsonb' })
  payload!: unknown;
}
