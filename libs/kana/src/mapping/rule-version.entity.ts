import type { Conditions } from '#libs/rules';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a rule said at each version. Never changed: usage records name it. */
@Entity('rule_versions')
export class RuleVersionEntity {
  @PrimaryColumn({ name: 'rule_id', type: 'uuid', primaryKeyConstraintName: 'rule_versions_pkey' })
  ruleId!: string;

  @PrimaryColumn({ type: 'int', primaryKeyConstraintName: 'rule_versions_pkey' })
  version!: number;

  @Column({ type: 'text' })
  name!: string;

  @Column({ name: 'feature_id', type: 'text', collation: 'C' })
  featureId!: string;

  @Column({ type: 'boolean' })
  enabled!: boolean;

  @Column({ type: 'boolean' })
  deleted!: boolean;

  @Column({ type: 'jsonb' })
  conditions!: Conditions;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
