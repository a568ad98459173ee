import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An external id seen in events. It belongs to one user; usage is keyed by it, so a merge moves rows here only. */
@Entity('identities')
@Index('identities_user', ['userKey'])
export class IdentityEntity {
  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'identities_pkey' })
  partition!: number;

  @PrimaryColumn({ name: 'environment_id', type: 'smallint', primaryKeyConstraintName: 'identities_pkey' })
  environmentId!: number;

  @PrimaryColumn({ type: 'text', collation: 'C', primaryKeyConstraintName: 'identities_pkey' })
  identity!: string;

  @Column({ name: 'user_key', type: 'bigint' })
  userKey!: string;
}
