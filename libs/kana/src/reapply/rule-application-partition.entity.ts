import { Column, Entity, PrimaryColumn } from 'typeorm';

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

  @Column({ type: 'bigint', default: 0 })
  total!: string;

  @Column({ type: 'bigint', default: 0 })
  scanned!: string;

  @Column({ type: 'bigint', default: 0 })
  mapped!: string;

  @Column({ type: 'boolean', default: false })
  done!: boolean;
}
