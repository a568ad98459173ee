import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** Unmapped events that the inbox does not show: those of a name, or of a name and a property's value. */
@Entity('ignored_groups')
@Index('ignored_groups_group', ['environmentId', 'name', 'path', 'value'], { unique: true })
export class IgnoredGroupEntity {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'ignored_groups_pkey' })
  id!: string;

  @Column({ name: 'environment_id', type: 'smallint' })
  environmentId!: number;

  @Column({ type: 'bigint', default: () => `nextval('ignored_group_sequence')` })
  sequence!: string;

  /** As unmapped_events has it. */
  @Column({ type: 'text', collation: 'C' })
  name!: string;

  /** Empty, which no path is: every event of the name. */
  @Column({ type: 'text', collation: 'C', default: '' })
  path!: string;

  /** A text, a number or a boolean; null where there is no path. */
  @Column({ type: 'jsonb', default: () => `'null'` })
  value!: unknown;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
