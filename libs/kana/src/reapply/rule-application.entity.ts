import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A retroactive run over the unmapped events, begun by a version of a rule or by a new feature. */
@Entity('rule_applications')
@Index('rule_applications_rule', ['ruleId', 'sequence'])
@Index('rule_applications_unfinished', ['state'], { where: `state in ('waiting', 'running')` })
export class RuleApplicationEntity {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'rule_applications_pkey' })
  id!: string;

  @Column({ name: 'environment_id', type: 'smallint' })
  environmentId!: number;

  @Column({ type: 'bigint', default: () => `nextval('rule_application_sequence')` })
  sequence!: string;

  /** Set where a rule began the run. */
  @Column({ name: 'rule_id', type: 'uuid', nullable: true })
  ruleId!: string | null;

  @Column({ name: 'rule_version', type: 'int', nullable: true })
  ruleVersion!: number | null;

  /** Set where a new feature began the run: the events that asked for it. */
  @Column({ name: 'feature_id', type: 'text', collation: 'C', nullable: true })
  featureId!: string | null;

  /** `waiting`, `running`, `done` or `superseded`. */
  @Column({ type: 'text', default: 'waiting' })
  state!: string;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'started_at', type: 'timestamptz', nullable: true })
  startedAt!: Date | null;

  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true })
  finishedAt!: Date | null;
}
