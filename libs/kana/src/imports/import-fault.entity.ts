import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of a file that could not be imported. */
@Entity('import_faults')
export class ImportFaultEntity {
  @PrimaryColumn({ name: 'import_id', type: 'uuid', primaryKeyConstraintName: 'import_faults_pkey' })
  importId!: string;

  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'import_faults_pkey' })
  line!: string;

  @Column({ type: 'text' })
  reason!: string;
}
