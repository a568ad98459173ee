import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * What came through the door, counted in the transaction that stored it.
 * One row per writer (a lane of an api process), so that writers never wait for each other's row.
 */
@Entity('ingest_tallies')
export class IngestTallyEntity {
  @PrimaryColumn({
    name: 'environment_id',
    type: 'smallint',
    primaryKeyConstraintName: 'ingest_tallies_pkey',
  })
  environmentId!: number;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'ingest_tallies_pkey' })
  writer!: string;

  @Column({ type: 'bigint' })
  accepted!: string;

  @Column({ type: 'bigint' })
  duplicates!: string;

  @Column({ type: 'bigint' })
  dropped!: string;

  @Column({ type: 'bigint' })
  ignored!: string;
}
