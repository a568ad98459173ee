import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Users by email and billing id, who came from a provider, merges that can be undone, flags, and imports. */
export class Users1764100000000 implements MigrationInterface {
  name = 'Users1764100000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create sequence user_tally_id;
      create sequence import_sequence;

      -- email_key is what emails are compared by. Written by the program: its lower case is the same on every server.
      alter table users add column origin text, add column email_key text collate "C";
      update users set email_key = lower(btrim(email)) where length(email) <= 255 and btrim(email) <> '';

      create index users_email on users (environment_id, email_key, key) where email_key is not null;
      -- Who came from a provider and was not identified yet: asked for by every identify call that has an email.
      create index users_import on users (environment_id, email_key)
        where external_id is null and email_key is not null;
      create index users_list on users (environment_id, key);
      create index users_no_billing on users (environment_id, key) where billing_id is null;
      -- Only beginnings are indexed: a name or a billing id may be longer than an index has room for.
      create index users_billing on users (environment_id, left(billing_id, 255)) where billing_id is not null;
      create index users_name on users (environment_id, (lower(left(name, 255))) collate "C", key)
        where name is not null;

      -- How many users share an email. The row is also what is locked by whoever decides by that email.
      create table email_groups (
        environment_id smallint not null,
        email_key text collate "C" not null,
        users int not null,
        constraint email_groups_pkey primary key (environment_id, email_key)
      );
      create index email_groups_shared on email_groups (environment_id, email_key) where users > 1;

      -- The counts of the flags are sums of these: written without waiting for anybody, folded by the sweep.
      create table user_tallies (
        id bigint not null default nextval('user_tally_id'),
        environment_id smallint not null,
        users bigint not null,
        no_billing bigint not null,
        same_email bigint not null,
        constraint user_tallies_pkey primary key (id)
      );

      -- In the database, so that no statement can forget it. Groups are taken in order, as everywhere.
      create function tally_users(removed jsonb, added jsonb) returns void language plpgsql as $$
      begin
        with change as (
          select environment_id, email_key, sum(users)::int as users, sum(no_billing) as no_billing
          from (
            select r.environment_id, r.email_key, -r.users as users, -r.no_billing as no_billing
            from jsonb_to_recordset(removed)
              as r (environment_id smallint, email_key text, users int, no_billing int)
            union all
            select a.environment_id, a.email_key, a.users, a.no_billing
            from jsonb_to_recordset(added)
              as a (environment_id smallint, email_key text, users int, no_billing int)
          ) both_sides
          group by environment_id, email_key having sum(users) <> 0 or sum(no_billing) <> 0
        ), grouped as (
          insert into email_groups as g (environment_id, email_key, users)
          select environment_id, email_key, users from change
          where email_key is not null and users <> 0 order by environment_id, email_key
          on conflict (environment_id, email_key) do update set users = g.users + excluded.users
          returning environment_id, email_key, users
        )
        insert into user_tallies (environment_id, users, no_billing, same_email)
        select c.environment_id, sum(c.users), sum(c.no_billing),
          coalesce(sum(
            case when g.users > 1 then g.users else 0 end
            - case when g.users - c.users > 1 then g.users - c.users else 0 end
          ), 0)
        from change c left join grouped g on g.environment_id = c.environment_id and g.email_key = c.email_key
        group by c.environment_id;
        -- An email that nobody has any more is not kept.
        if removed <> '[]' then
          delete from email_groups g using jsonb_to_recordset(removed) as r (environment_id smallint, email_key text)
          where g.environment_id = r.environment_id and g.email_key = r.email_key and g.users = 0;
        end if;
      end $$;

      create function users_inserted() returns trigger language plpgsql as $$
      begin
        perform tally_users('[]', (select coalesce(jsonb_agg(to_jsonb(t)), '[]') from (
          select environment_id, email_key, count(*) as users, count(*) filter (where billing_id is null) as no_billing
          from added group by 1, 2) t));
        return null;
      end $$;
      create function users_deleted() returns trigger language plpgsql as $$
      begin
        perform tally_users((select coalesce(jsonb_agg(to_jsonb(t)), '[]') from (
          select environment_id, email_key, count(*) as users, count(*) filter (where billing_id is null) as no_billing
          from removed group by 1, 2) t), '[]');
        return null;
      end $$;
      create function users_updated() returns trigger language plpgsql as $$
      begin
        if exists (
          select from removed r join added a on a.key = r.key
          where a.email_key is distinct from r.email_key or (a.billing_id is null) <> (r.billing_id is null)
        ) then
          perform tally_users(
            (select coalesce(jsonb_agg(to_jsonb(t)), '[]') from (
              select environment_id, email_key, count(*) as users,
                count(*) filter (where billing_id is null) as no_billing
              from removed group by 1, 2) t),
            (select coalesce(jsonb_agg(to_jsonb(t)), '[]') from (
              select environment_id, email_key, count(*) as users,
                count(*) filter (where billing_id is null) as no_billing
              from added group by 1, 2) t));
        end if;
        return null;
      end $$;
      create trigger users_inserted after insert on users
        referencing new table as added for each statement execute function users_inserted();
      create trigger users_deleted after delete on users
        referencing old table as removed for each statement execute function users_deleted();
      create trigger users_updated after update on users
        referencing old table as removed new table as added for each statement execute function users_updated();

      insert into email_groups (environment_id, email_key, users)
        select environment_id, email_key, count(*) from users where email_key is not null group by 1, 2;
      insert into user_tallies (environment_id, users, no_billing, same_email)
        select u.environment_id, count(*), count(*) filter (where billing_id is null),
          count(*) filter (where g.users > 1)
        from users u
        left join email_groups g on g.environment_id = u.environment_id and g.email_key = u.email_key
        group by 1;

      -- What a merge moved: enough to bring back what was.
      create table user_merges (
        id uuid not null default gen_random_uuid(),
        environment_id smallint not null,
        survivor_key bigint not null,
        merged_keys bigint[] not null,
        automatic boolean not null,
        moved jsonb,
        created_at timestamptz not null default now(),
        undone_at timestamptz,
        constraint user_merges_pkey primary key (id)
      );
      create index user_merges_survivor on user_merges (survivor_key);
      create index user_merges_list on user_merges (environment_id, created_at, id);

      create table imports (
        id uuid not null default gen_random_uuid(),
        environment_id smallint not null,
        sequence bigint not null default nextval('import_sequence'),
        source text not null,
        state text not null default 'waiting',
        rows bigint not null default 0,
        created bigint not null default 0,
        updated bigint not null default 0,
        merged bigint not null default 0,
        unchanged bigint not null default 0,
        failed bigint not null default 0,
        cursor jsonb,
        error text,
        created_at timestamptz not null default now(),
        started_at timestamptz,
        finished_at timestamptz,
        constraint imports_pkey primary key (id)
      );
      create index imports_list on imports (environment_id, sequence);
      create index imports_unfinished on imports (state) where state in ('waiting', 'running');

      -- An uploaded file, in pieces, until it is read.
      create table import_chunks (
        import_id uuid not null,
        number int not null,
        bytes bytea not null,
        constraint import_chunks_pkey primary key (import_id, number)
      );
      create table import_faults (
        import_id uuid not null,
        line bigint not null,
        reason text not null,
        constraint import_faults_pkey primary key (import_id, line)
      );
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop table import_faults, import_chunks, imports, user_merges;
      drop trigger users_inserted on users;
      drop trigger users_deleted on users;
      drop trigger users_updated on users;
      drop function users_inserted(), users_deleted(), users_updated(), tally_users(jsonb, jsonb);
      drop table user_tallies, email_groups;
      alter table users drop column origin, drop column email_key;
      drop index users_list, users_no_billing, users_billing, users_name;
      drop sequence user_tally_id, import_sequence;
    `);
  }
}
