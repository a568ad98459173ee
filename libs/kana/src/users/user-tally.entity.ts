import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Changes of the counts of users, written by triggers of `users`: the counts are the sums. */
@Entity('user_tallies')
export class UserTallyEntity {
  @PrimaryColumn({
    type: 'bigint',
    primaryKeyConstraintName: 'user_tallies_pkey',
    default: () => `nextval('user_tally_id')`,
  })
  id!: string;

  @Column({ name: 'environment_id', type: 'smallint' })
  environmentId!: number;

  @Column({ type: 'bigint' })
  users!: string;

  @Column({ name: 'no_billing', type: 'bigint' })
  noBilling!: string;

  @Column({ name: 'same_email', type: 'bigint' })
  sameEmail!: string;
}
