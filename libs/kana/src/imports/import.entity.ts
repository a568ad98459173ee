import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

@Entity('imports')
@Index('imports_list', ['environmentId', 'sequence'])
@Index('imports_unfinished', ['state'], { where: `state in ('waiting', 'running')` })
export class ImportEntity {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'imports_pkey' })
  id!: string;

  @Column({ name: 'environment_id', type: 'smallint' })
  environmentId!: number;

  @Column({ type: 'bigint', default: () => `nextval('import_sequence')` })
  sequence!: string;

  @Column({ type: 'text' })
  source!: string;

  @Column({ type: 'text', default: 'waiting' })
  state!: string;

  @Column({ type: 'bigint', default: 0 })
  rows!: string;

  @Column({ type: 'bigint', default: 0 })
  created!: string;

  @Column({ type: 'bigint', default: 0 })
  updated!: string;

  @Column({ type: 'bigint', default: 0 })
  merged!: string;

  @Column({ type: 'bigint', default: 0 })
  unchanged!: string;

  @Column({ type: 'bigint', default: 0 })
  failed!: string;

  /** How far the source was read: where a run that was killed goes on. */
  @Column({ type: 'jsonb', nullable: true })
  cursor!: unknown;

  @Column({ type: 'text', nullable: true })
  error!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'started_at', type: 'timestamptz', nullable: true })
  startedAt!: Date | null;

  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true })
  finishedAt!: Date | null;
}
