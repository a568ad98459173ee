import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Usage that can be taken back by reversing records, and retroactive runs that can be paused, cancelled and listed. */
export class RuleHistory1764200000000 implements MigrationInterface {
  name = 'RuleHistory1764200000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- An even entry records, the odd one after it reverses it. A constant default rewrites no row; the key is built anew.
      alter table usage_records add column entry smallint not null default 0;
      alter table usage_records drop constraint usage_records_pkey,
        add constraint usage_records_pkey primary key (partition, event_id, feature_id, entry);

      alter table rule_applications
        add column kind text not null default 'apply',
        add column selection jsonb,
        add column worked_ms bigint not null default 0,
        add column resumed_at timestamptz;
      update rule_applications set resumed_at = started_at where state = 'running';
      update rule_applications set worked_ms = extract(epoch from finished_at - started_at) * 1000
        where started_at is not null and finished_at is not null;
      create index rule_applications_list on rule_applications (environment_id, sequence);
      create index rule_applications_feature on rule_applications (environment_id, feature_id, sequence)
        where feature_id is not null;

      alter table rule_application_partitions
        add column cursor_record jsonb,
        add column reversed bigint not null default 0,
        add column unmapped bigint not null default 0;
    `);
  }

  /** Reversals have no place in the tables before them, so there must be none. */
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table usage_records drop constraint usage_records_pkey,
        add constraint usage_records_pkey primary key (partition, event_id, feature_id);
      alter table usage_records drop column entry;
      drop index rule_applications_list, rule_applications_feature;
      alter table rule_applications
        drop column kind, drop column selection, drop column worked_ms, drop column resumed_at;
      alter table rule_application_partitions
        drop column cursor_record, drop column reversed, drop column unmapped;
    `);
  }
}
