import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys that people make and revoke, and the browsers that are signed in with one. */
export class ApiKeys1764400000000 implements MigrationInterface {
  name = 'ApiKeys1764400000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create sequence api_key_sequence;
      alter table api_keys
        add column sequence bigint not null default nextval('api_key_sequence'),
        add column hint text,
        add column last_used_at timestamptz;
      create index api_keys_list on api_keys (environment_id, sequence);

      create table sessions (
        hash bytea not null,
        environment_id smallint not null,
        key_id uuid not null,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        constraint sessions_pkey primary key (hash, environment_id)
      );
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop table sessions;
      drop index api_keys_list;
      alter table api_keys drop column sequence, drop column hint, drop column last_used_at;
      drop sequence api_key_sequence;
    `);
  }
}
