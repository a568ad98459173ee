import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Features that lists leave out. */
export class FeatureArchive1764500000000 implements MigrationInterface {
  name = 'FeatureArchive1764500000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table features add column archived_at timestamptz');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table features drop column archived_at');
  }
}
