import type { Conditions } from '#libs/rules';
import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** The newest version of a rule. A deleted rule stays, since usage names it. */
@Entity('rules')
@Index('rules_environment', ['environmentId', 'sequence'])
export class RuleEntity {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'rules_pkey' })
  id!: string;

  @Column({ name: 'environment_id', type: 'smallint' })
  environmentId!: number;

  /** Order of creation. Where two rules give one feature to one event, the older one is named in the record. */
  @Column({ type: 'bigint', default: () => `nextval('rule_sequence')` })
  sequence!: string;

  @Column({ type: 'int' })
  version!: number;

  @Column({ type: 'text' })
  name!: string;

  @Column({ name: 'feature_id', type: 'text', collation: 'C' })
  featureId!: string;

  @Column({ type: 'boolean' })
  enabled!: boolean;

  @Column({ type: 'jsonb' })
  conditions!: Conditions;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', default: () => 'now()' })
  updatedAt!: Date;

  @Column({ name: 'deleted_at', type: 'timestamptz', nullable: true })
  deletedAt!: Date | null;
}
