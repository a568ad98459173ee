import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('users')
@Index('users_external', ['environmentId', 'externalId'], { unique: true })
export class UserEntity {
  @PrimaryColumn({
    type: 'bigint',
    primaryKeyConstraintName: 'users_pkey',
    default: () => `nextval('user_key')`,
  })
  key!: string;

  @Column({ name: 'environment_id', type: 'smallint' })
  environmentId!: number;

  /** The id that the API shows. Null for a user who came from a billing provider and was not identified yet. */
  @Column({ name: 'external_id', type: 'text', collation: 'C', nullable: true })
  externalId!: string | null;

  @Column({ type: 'text', nullable: true })
  name!: string | null;

  @Column({ type: 'text', nullable: true })
  email!: string | null;

  @Column({ name: 'billing_id', type: 'text', nullable: true })
  billingId!: string | null;

  @Column({ type: 'jsonb', default: {} })
  metadata!: Record<string, unknown>;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', default: () => 'now()' })
  updatedAt!: Date;
}
