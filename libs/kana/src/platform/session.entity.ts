import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A browser that is signed in to an environment with an admin key of it. Ends with the key, too. */
@Entity('sessions')
export class SessionEntity {
  /** SHA-256 of the token in the browser's cookie: one for both environments. */
  @PrimaryColumn({ type: 'bytea', primaryKeyConstraintName: 'sessions_pkey' })
  hash!: Buffer;

  @PrimaryColumn({ name: 'environment_id', type: 'smallint', primaryKeyConstraintName: 'sessions_pkey' })
  environmentId!: number;

  @Column({ name: 'key_id', type: 'uuid' })
  keyId!: string;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  /** Moves on while the session is used. */
  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;
}
