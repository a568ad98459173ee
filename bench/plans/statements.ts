import type { Phase } from './drive.js';
import type { Call } from './plan-log.js';

/** A statement of the hot path. */
export interface HotStatement {
  name: string;
  /** The method that has it. */
  source: string;
  /** Where it is looked at. */
  phase: Phase;
  /** A part of its text that no other statement of the phase has. */
  text: string;
  /** The node of its plan whose rows are the rows of a call. */
  rows: string;
  /** What it costs and why. */
  why: string;
}

/** A statement with the calls of it that were seen. */
export interface Seen {
  statement: HotStatement;
  calls: Call[];
}

const jsonRows = 'Function Scan on jsonb_array_elements';

export const hotStatements: HotStatement[] = [
  {
    name: 'Store a group, batches of 100',
    source: 'EventRepository.store',
    phase: 'batches',
    text: 'insert into ingest_tallies as t',
    rows: jsonRows,
    why: 'One JSON parameter becomes rows of `events`, and each row pays for its place in the heap and in four indexes, of which the unique one of messages decides on duplicates; then a pending row with its key. The tally is one row for the whole group.',
  },
  {
    name: 'Store a group, single calls',
    source: 'EventRepository.store',
    phase: 'singles',
    text: 'insert into ingest_tallies as t',
    rows: jsonRows,
    why: 'The same statement for what single calls bring together within two milliseconds: as much for each row, and the commit is shared by fewer.',
  },
  {
    name: 'Lock a partition',
    source: 'AttributionRepository.lock',
    phase: 'batches',
    text: 'select from partitions where partition = any($1::smallint[]) order by partition for update',
    rows: 'LockRows',
    why: 'One row by its key; what it costs is the wait for the writer before.',
  },
  {
    name: 'Read the revision of the rules',
    source: 'RuleSets.current',
    phase: 'batches',
    text: 'select id, rules_revision as revision from environments',
    rows: 'Seq Scan on environments',
    why: 'Two rows on one page, which no index makes shorter.',
  },
  {
    name: 'Claim',
    source: 'AttributionRepository.claim',
    phase: 'batches',
    text: 'with claimed as materialized',
    rows: 'Nested Loop',
    why: 'A walk along the key of `pending_events` from its beginning, then one probe of the key of `events` for each, which is four pages deep.',
  },
  {
    name: 'Make missing users',
    source: 'UserRepository.ensure',
    phase: 'batches',
    text: 'with missing as ( select (s->>0)',
    rows: 'on identities i',
    why: 'One probe of the key of `identities` for each event. Where nobody is missing nothing is written, and what is left is the trigger of `users`, which begins for no row too.',
  },
  {
    name: 'Write usage and rollups',
    source: 'AttributionRepository.record',
    phase: 'batches',
    text: 'select $1, (r->>0)::bigint, 0, (r->>1)::smallint',
    rows: jsonRows,
    why: 'A record goes into the heap and two indexes, and its hour is found by the key and updated in place, touching no index (HOT).',
  },
  {
    name: 'Write unmapped rows',
    source: 'AttributionRepository.insertUnmapped',
    phase: 'batches',
    text: 'insert into unmapped_events',
    rows: jsonRows,
    why: 'The heap and the key; the index of asked features has only those that ask for one.',
  },
  {
    name: 'Release',
    source: 'AttributionRepository.release',
    phase: 'batches',
    text: 'delete from pending_events',
    rows: 'Index Scan using pending_events_pkey',
    why: 'One descent of the key for all ids that were claimed, since they lie next to each other.',
  },
  {
    name: 'Identify: what says something new',
    source: 'UserRepository.saysSomething',
    phase: 'identify',
    text: 'select p.n from jsonb_to_recordset',
    rows: 'Function Scan on jsonb_to_recordset',
    why: 'Three probes for each user: identity, user, and whether an import has the email. It locks nothing, so that calls that say what is known end here.',
  },
  {
    name: 'Identify: lock the users',
    source: 'UserRepository.lockByIdentity',
    phase: 'identify',
    text: 'select p.identity, u.key',
    rows: 'LockRows',
    why: 'Two probes for each user, sorted by key so that all lock in one order, and the lock written into the row.',
  },
  {
    name: 'Identify: lock the emails',
    source: 'UserRepository.lockEmails',
    phase: 'identify',
    text: 'insert into email_groups as g',
    rows: 'Function Scan on jsonb_array_elements_text',
    why: 'An upsert by key in the order of the emails; the update changes nothing but holds the row.',
  },
  {
    name: 'Identify: write the users',
    source: 'UserRepository.update',
    phase: 'identify',
    text: 'update users u set external_id',
    rows: 'Function Scan on jsonb_to_recordset',
    why: 'A new version of the row, and with it an entry in each index of `users`, since name and email are indexed. Where emails change, the trigger that keeps the counts by email costs as much again or more.',
  },
  {
    name: 'Identify: forget emails',
    source: 'UserRepository.forgetEmails',
    phase: 'identify',
    text: 'delete from email_groups g using',
    rows: 'Function Scan on jsonb_array_elements_text',
    why: 'One probe of the key for each email that nobody holds any more.',
  },
  {
    name: 'Begin a run',
    source: 'ApplicationRepository.insert',
    phase: 'run',
    text: 'insert into rule_application_partitions (application_id, partition, total)',
    rows: 'Scan using unmapped_events_pkey',
    why: 'Counts what the run will look at, by the key of `unmapped_events` alone where pages have not changed since they were vacuumed.',
  },
  {
    name: 'Candidates of a run',
    source: 'ApplicationRepository.candidates',
    phase: 'run',
    text: 'with candidate as materialized',
    rows: 'CTE Scan on candidate',
    why: 'Along the key of `unmapped_events` from the cursor, then one probe of `events` for each, which is where containment is judged: most of the time goes there.',
  },
  {
    name: 'Write usage of a run',
    source: 'AttributionRepository.recordAgain',
    phase: 'run',
    text: 'coalesce(last.entry + 1, 0)',
    rows: jsonRows,
    why: 'As for live events, and one more probe for the last entry of the event. An hour without a rollup gets one here, with its two index entries.',
  },
  {
    name: 'Take mapped events out of the unmapped ones',
    source: 'AttributionRepository.removeUnmapped',
    phase: 'run',
    text: 'delete from unmapped_events',
    rows: jsonRows,
    why: 'One probe of the key for each, then the row by its place.',
  },
  {
    name: 'Records that a retract takes back',
    source: 'RetractRepository.next',
    phase: 'retract',
    text: 'with place as materialized',
    rows: 'CTE Scan on looked_at',
    why: 'The rollups of the feature lead, hour by hour, to its records by `usage_records_time`; then a probe for a reversal and one for the event.',
  },
  {
    name: 'Reverse records',
    source: 'AttributionRepository.reverse',
    phase: 'retract',
    text: 'with reversed as',
    rows: jsonRows,
    why: 'Finds the record by its key, writes its mirror into the heap and two indexes, and updates the rollup in place.',
  },
  {
    name: 'What still stands of an event',
    source: 'AttributionRepository.standing',
    phase: 'retract',
    text: 'from unnest($2::bigint[]) as e (id)',
    rows: 'Function Scan on unnest',
    why: 'The entries of the event are read from the beginning of its key, and each is probed for its reversal.',
  },
  {
    name: 'Read usage: a user, a feature, a month',
    source: 'UsageRepository.sum',
    phase: 'reading',
    text: 'from identities o join identities i on i.user_key = o.user_key',
    rows: 'usage_rollups_pkey',
    why: 'Three probes tell whose the external id is. Then one descent of the key of `usage_rollups` to the first hour, then along it to the last. The records are not looked at, since the month begins and ends with an hour.',
  },
  {
    name: 'Newest events',
    source: 'EventReader.list',
    phase: 'reading',
    text: 'select newest.* from (select partition from partitions',
    rows: 'Limit',
    why: 'The newest page of each partition, backwards along the key, of which the newest are kept; then three probes for the state of each. Reading a page for every partition spares events a fifth index.',
  },
  {
    name: 'The inbox',
    source: 'InboxRepository.list',
    phase: 'reading',
    text: 'with counted as materialized',
    rows: 'unmapped_events u',
    why: 'The one statement that reads all unmapped events, to count them exactly: a pass over the table whatever the page, and the newest 10,000 of each name on the page to count its users.',
  },
];
