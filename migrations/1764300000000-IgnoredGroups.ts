import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Groups of unmapped events that people do not want to see in the inbox. */
export class IgnoredGroups1764300000000 implements MigrationInterface {
  name = 'IgnoredGroups1764300000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create sequence ignored_group_sequence;

      create table ignored_groups (
        id uuid not null default gen_random_uuid(),
        environment_id smallint not null,
        sequence bigint not null default nextval('ignored_group_sequence'),
        name text collate "C" not null,
        path text collate "C" not null default '',
        value jsonb not null default 'null',
        created_at timestamptz not null default now(),
        constraint ignored_groups_pkey primary key (id)
      );
      create unique index ignored_groups_group on ignored_groups (environment_id, name, path, value);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop table ignored_groups;
      drop sequence ignored_group_sequence;
    `);
  }
}
