import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('features')
export class FeatureEntity {
  @PrimaryColumn({ name: 'environment_id', type: 'smallint', primaryKeyConstraintName: 'features_pkey' })
  environmentId!: number;

  @PrimaryColumn({ type: 'text', collation: 'C', primaryKeyConstraintName: 'features_pkey' })
  id!: string;

  @Column({ type: 'text' })
  name!: string;

  /** `BINARY` or `CONSUMABLE`; never changes. */
  @Column({ type: 'text' })
  type!: string;

  @Column({ name: 'unit_label', type: 'text', nullable: true })
  unitLabel!: string | null;

  @Column({ name: 'unit_label_plural', type: 'text', nullable: true })
  unitLabelPlural!: string | null;

  @Column({ type: 'jsonb', default: {} })
  metadata!: Record<string, unknown>;

  /** Since when lists leave it out. Nothing that events are mapped by looks at it. */
  @Column({ name: 'archived_at', type: 'timestamptz', nullable: true })
  archivedAt!: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', default: () => 'now()' })
  updatedAt!: Date;
}
