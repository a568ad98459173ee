import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

@Entity('user_merges')
@Index('user_merges_survivor', ['survivorKey'])
@Index('user_merges_list', { synchronize: false })
export class UserMergeEntity {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'user_merges_pkey' })
  id!: string;

  @Column({ name: 'environment_id', type: 'smallint' })
  environmentId!: number;

  @Column({ name: 'survivor_key', type: 'bigint' })
  survivorKey!: string;

  @Column({ name: 'merged_keys', type: 'bigint', array: true })
  mergedKeys!: string[];

  /** By an identify call or an import, not by a person. */
  @Column({ type: 'boolean' })
  automatic!: boolean;

  /** What was, until it is undone. */
  @Column({ type: 'jsonb', nullable: true })
  moved!: unknown;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'undone_at', type: 'timestamptz', nullable: true })
  undoneAt!: Date | null;
}
