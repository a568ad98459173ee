import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('users')
@Index('users_external', ['environmentId', 'externalId'], { unique: true })
@Index('users_email', ['environmentId', 'emailKey', 'key'], { where: 'email_key is not null' })
@Index('users_import', ['environmentId', 'emailKey'], {
  where: 'external_id is null and email_key is not null',
})
@Index('users_list', ['environmentId', 'key'])
@Index('users_no_billing', ['environmentId', 'key'], { where: 'billing_id is null' })
@Index('users_billing', { synchronize: false })
@Index('users_name', { synchronize: false })
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

  /** What emails are compared by, see `emailKey`. */
  @Column({ name: 'email_key', type: 'text', collation: 'C', nullable: true })
  emailKey!: string | null;

  /** The billing provider that the user was imported from. */
  @Column({ type: 'text', nullable: true })
  origin!: string | null;

  @Column({ name: 'billing_id', type: 'text', nullable: true })
  billingId!: string | null;

  @Column({ type: 'jsonb', default: {} })
  metadata!: Record<string, unknown>;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', default: () => 'now()' })
  updatedAt!: Date;
}
