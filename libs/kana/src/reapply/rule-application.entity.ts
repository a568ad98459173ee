import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { RetractSelection } from './retract.js';

/** A run in the background: over unmapped events for a rule or a new feature, or over the usage that a rule recorded. */
@Entity('rule_applications')
@Index('rule_applications_rule', ['ruleId', 'sequence'])
@Index('rule_applications_list', ['environmentId', 'sequence'])
@Index('rule_applications_feature', ['environmentId', 'featureId', 'sequence'], {
  where: 'feature_id is not null',
})
@Index('rule_applications_unfinished', ['state'], { where: `state in ('waiting', 'running')` })
export class RuleApplicationEntity {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'rule_applications_pkey' })
  id!: string;

  @Column({ name: 'environment_id', type: 'smallint' })
  environmentId!: number;

  @Column({ type: 'bigint', default: () => `nextval('rule_application_sequence')` })
  sequence!: string;

  /** `apply` maps unmapped events, `retract` takes recorded usage back. */
  @Column({ type: 'text', default: 'apply' })
  kind!: string;

  /** Set where a rule began the run. */
  @Column({ name: 'rule_id', type: 'uuid', nullable: true })
  ruleId!: string | null;

  @Column({ name: 'rule_version', type: 'int', nullable: true })
  ruleVersion!: number | null;

  /** Set where a new feature began the run: the events that asked for it. */
  @Column({ name: 'feature_id', type: 'text', collation: 'C', nullable: true })
  featureId!: string | null;

  /** Of a retract: which usage of the rule it takes back. */
  @Column({ type: 'jsonb', nullable: true })
  selection!: RetractSelection | null;

  /** `waiting`, `running`, `paused`, `done`, `cancelled` or `superseded`. */
  @Column({ type: 'text', default: 'waiting' })
  state!: string;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'started_at', type: 'timestamptz', nullable: true })
  startedAt!: Date | null;

  /** Time at work, up to the last pause … */
  @Column({ name: 'worked_ms', type: 'bigint', default: 0 })
  workedMs!: string;

  /** … and since when it has been at work again. */
  @Column({ name: 'resumed_at', type: 'timestamptz', nullable: true })
  resumedAt!: Date | null;

  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true })
  finishedAt!: Date | null;
}
