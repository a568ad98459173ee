import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

@Entity('api_keys')
@Index('api_keys_hash', ['hash'], { unique: true })
export class ApiKeyEntity {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'api_keys_pkey' })
  id!: string;

  @Column({ name: 'environment_id', type: 'smallint' })
  environmentId!: number;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  scope!: string;

  /** SHA-256 of the key: 190 random bits need no slow hash, and the key itself is never stored. */
  @Column({ type: 'bytea' })
  hash!: Buffer;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt!: Date | null;
}
