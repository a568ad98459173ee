import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

@Entity('api_keys')
@Index('api_keys_hash', ['hash'], { unique: true })
@Index('api_keys_list', ['environmentId', 'sequence'])
export class ApiKeyEntity {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'api_keys_pkey' })
  id!: string;

  @Column({ name: 'environment_id', type: 'smallint' })
  environmentId!: number;

  /** Order of creation. */
  @Column({ type: 'bigint', default: () => `nextval('api_key_sequence')` })
  sequence!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  scope!: string;

  /** SHA-256 of the key: 190 random bits need no slow hash, and the key itself is never stored. */
  @Column({ type: 'bytea' })
  hash!: Buffer;

  /** What people know the key by. Null for keys from before this was kept. */
  @Column({ type: 'text', nullable: true })
  hint!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  /** To the minute: written at most that often. */
  @Column({ name: 'last_used_at', type: 'timestamptz', nullable: true })
  lastUsedAt!: Date | null;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt!: Date | null;
}
