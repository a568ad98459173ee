import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A piece of an uploaded file. */
@Entity('import_chunks')
export class ImportChunkEntity {
  @PrimaryColumn({ name: 'import_id', type: 'uuid', primaryKeyConstraintName: 'import_chunks_pkey' })
  importId!: string;

  @PrimaryColumn({ type: 'int', primaryKeyConstraintName: 'import_chunks_pkey' })
  number!: number;

  @Column({ type: 'bytea' })
  bytes!: Buffer;
}
