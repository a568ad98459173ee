import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('environments')
export class EnvironmentEntity {
  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'environments_pkey' })
  id!: number;

  @Column({ type: 'text' })
  name!: string;

  /** Grows with every change of a feature or a rule. Read after the partition's lock, never before it. */
  @Column({ name: 'rules_revision', type: 'bigint', default: 0 })
  rulesRevision!: string;
}
