import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** How many users share an email; kept by triggers of `users`. */
@Entity('email_groups')
@Index('email_groups_shared', ['environmentId', 'emailKey'], { where: 'users > 1' })
export class EmailGroupEntity {
  @PrimaryColumn({ name: 'environment_id', type: 'smallint', primaryKeyConstraintName: 'email_groups_pkey' })
  environmentId!: number;

  @PrimaryColumn({
    name: 'email_key',
    type: 'text',
    collation: 'C',
    primaryKeyConstraintName: 'email_groups_pkey',
  })
  emailKey!: string;

  @Column({ type: 'int' })
  users!: number;
}
