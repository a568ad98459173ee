import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables of the main job: events, users, mapping, usage and retroactive runs. */
export class Foundation1764000000000 implements MigrationInterface {
  name = 'Foundation1764000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create sequence event_id;
      create sequence user_key;
      create sequence rule_sequence;
      create sequence rule_application_sequence;

      create table environments (
        id smallint not null,
        name text not null,
        rules_revision bigint not null default 0,
        constraint environments_pkey primary key (id)
      );
      insert into environments (id, name) values (1, 'test'), (2, 'live');

      create table api_keys (
        id uuid not null default gen_random_uuid(),
        environment_id smallint not null,
        name text not null,
        scope text not null,
        hash bytea not null,
        created_at timestamptz not null default now(),
        revoked_at timestamptz,
        constraint api_keys_pkey primary key (id)
      );
      create unique index api_keys_hash on api_keys (hash);

      create table partitions (
        partition smallint not null,
        constraint partitions_pkey primary key (partition)
      );

      -- fillfactor stays 100: an event is never updated.
      create table events (
        partition smallint not null,
        environment_id smallint not null,
        id bigint not null default nextval('event_id'),
        occurred_at timestamptz not null,
        received_at timestamptz not null,
        type text not null,
        message_id text collate "C" not null,
        identity text collate "C" not null,
        name text collate "C",
        payload jsonb not null,
        constraint events_pkey primary key (partition, environment_id, id)
      );
      create unique index events_message on events (partition, environment_id, message_id);
      create index events_identity on events (partition, environment_id, identity, id);
      create index events_name on events (partition, environment_id, name, id);

      create table pending_events (
        partition smallint not null,
        event_id bigint not null,
        environment_id smallint not null,
        received_at timestamptz not null,
        constraint pending_events_pkey primary key (partition, event_id)
      );
      -- A queue in a table: every row is deleted soon after it was written, so it is vacuumed early.
      alter table pending_events set (
        autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 20000,
        autovacuum_vacuum_cost_delay = 0
      );

      create table ingest_tallies (
        environment_id smallint not null,
        writer text not null,
        accepted bigint not null,
        duplicates bigint not null,
        dropped bigint not null,
        ignored bigint not null,
        constraint ingest_tallies_pkey primary key (environment_id, writer)
      );

      create table users (
        key bigint not null default nextval('user_key'),
        environment_id smallint not null,
        external_id text collate "C",
        name text,
        email text,
        billing_id text,
        metadata jsonb not null default '{}',
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        constraint users_pkey primary key (key)
      );
      create unique index users_external on users (environment_id, external_id);

      create table identities (
        partition smallint not null,
        environment_id smallint not null,
        identity text collate "C" not null,
        user_key bigint not null,
        constraint identities_pkey primary key (partition, environment_id, identity)
      );
      create index identities_user on identities (user_key);

      create table features (
        environment_id smallint not null,
        id text collate "C" not null,
        name text not null,
        type text not null,
        unit_label text,
        unit_label_plural text,
        metadata jsonb not null default '{}',
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        constraint features_pkey primary key (environment_id, id)
      );

      create table rules (
        id uuid not null default gen_random_uuid(),
        environment_id smallint not null,
        sequence bigint not null default nextval('rule_sequence'),
        version int not null,
        name text not null,
        feature_id text collate "C" not null,
        enabled boolean not null,
        conditions jsonb not null,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        deleted_at timestamptz,
        constraint rules_pkey primary key (id)
      );
      create index rules_environment on rules (environment_id, sequence);

      create table rule_versions (
        rule_id uuid not null,
        version int not null,
        name text not null,
        feature_id text collate "C" not null,
        enabled boolean not null,
        deleted boolean not null,
        conditions jsonb not null,
        created_at timestamptz not null default now(),
        constraint rule_versions_pkey primary key (rule_id, version)
      );

      create table usage_records (
        partition smallint not null,
        event_id bigint not null,
        feature_id text collate "C" not null,
        environment_id smallint not null,
        identity text collate "C" not null,
        delta numeric not null,
        occurred_at timestamptz not null,
        rule_id uuid,
        rule_version int,
        recorded_at timestamptz not null default now(),
        constraint usage_records_pkey primary key (partition, event_id, feature_id)
      );
      create index usage_records_time
        on usage_records (partition, environment_id, identity, feature_id, occurred_at);

      create table usage_rollups (
        partition smallint not null,
        environment_id smallint not null,
        identity text collate "C" not null,
        feature_id text collate "C" not null,
        hour timestamptz not null,
        used numeric not null,
        records bigint not null,
        constraint usage_rollups_pkey primary key (partition, environment_id, identity, feature_id, hour)
      );
      -- Room on the page for the updates of the running hour, which then touch no index (HOT).
      alter table usage_rollups set (fillfactor = 70);
      create index usage_rollups_feature on usage_rollups (partition, environment_id, feature_id, hour);

      create table unmapped_events (
        partition smallint not null,
        environment_id smallint not null,
        name text collate "C" not null,
        event_id bigint not null,
        reason text not null,
        feature_id text collate "C",
        identity text collate "C" not null,
        received_at timestamptz not null,
        constraint unmapped_events_pkey primary key (partition, environment_id, name, event_id)
      );
      create index unmapped_events_feature
        on unmapped_events (partition, environment_id, feature_id, name, event_id) where feature_id is not null;

      create table rule_applications (
        id uuid not null default gen_random_uuid(),
        environment_id smallint not null,
        sequence bigint not null default nextval('rule_application_sequence'),
        rule_id uuid,
        rule_version int,
        feature_id text collate "C",
        state text not null default 'waiting',
        created_at timestamptz not null default now(),
        started_at timestamptz,
        finished_at timestamptz,
        constraint rule_applications_pkey primary key (id)
      );
      create index rule_applications_rule on rule_applications (rule_id, sequence);
      create index rule_applications_unfinished on rule_applications (state)
        where state in ('waiting', 'running');

      create table rule_application_partitions (
        application_id uuid not null,
        partition smallint not null,
        cursor_name text collate "C" not null default '',
        cursor_event_id bigint not null default 0,
        total bigint not null default 0,
        scanned bigint not null default 0,
        mapped bigint not null default 0,
        done boolean not null default false,
        constraint rule_application_partitions_pkey primary key (application_id, partition)
      );
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop table rule_application_partitions, rule_applications, unmapped_events, usage_rollups, usage_records,
        rule_versions, rules, features, identities, users, ingest_tallies, pending_events, events, partitions,
        api_keys, environments;
      drop sequence event_id, user_key, rule_sequence, rule_application_sequence;
    `);
  }
}
