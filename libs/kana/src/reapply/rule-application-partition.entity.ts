import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { RecordCursor } from './retract.js';

/** How far a run has come in one partition. Moves in the transaction of its chunk, so a crash repeats nothing. */
@Entity('rule_application_partitions')
export class RuleApplicationPartitionEntity {
  @PrimaryColumn({
    name: 'application_id',
    type: 'uuid',
    primaryKeyConstraintName: 'rule_application_partitions_pkey',
  })
  applicationId!: string;

  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'rule_application_partitions_pkey' })
  partition!: number;

  /** Key of the last unmapped event looked at: its name … */
  @Column({ name: 'cursor_name', type: 'text', collation: 'C', default: '' })
  cursorName!: string;

  /** … and its id. */
  @Column({ name: 'cursor_event_id', type: 'bigint', default: 0 })
  cursorEventId!: string;

  /** Of a retract: the last record looked at. */
  @Column({ name: 'cursor_record', type: 'jsonb', nullable: true })
  cursorRecord!: RecordCursor | null;

  @Column({ type: 'bigint', default: 0 })
  total!: string;

  @Column({ type: 'bigint', default: 0 })
  scanned!: string;

  @Column({ type: 'bigint', default: 0 })
  mapped!: string;

  @Column({ type: 'bigint', default: 0 })
  reversed!: string;

  @Column({ type: 'bigint', default: 0 })
  unmapped!: string;

  @Column({ type: 'boolean', default: false })
  done!: boolean;
}
