/**
 * The tables of studies: what the ledger makes of them and of their trials, and who leads which at present. The last is
 * no projection.
 */
import type { Migration } from './migration.ts'

export const STUDIES: Migration = {
  number: 11,
  name: 'studies',
  statements: [
    `create table studies (
       study_id text collate "C" primary key,
       seq bigint not null unique,
       state text not null,
       name text not null,
       created_by text not null,
       priority integer not null,
       zone text not null,
       proposed bigint not null,
       completed bigint not null,
       pruned bigint not null,
       failed bigint not null,
       created_at_ms bigint not null,
       going_since_ms bigint,
       spent_ms bigint not null,
       ended_at_ms bigint,
       origin text not null,
       outcome text not null,
       event_id text not null,
       correlation_id text not null,
       traceparent text
     )`,
    `create index studies_by_state on studies (state, seq)`,
    `create table study_trials (
       trial_id text collate "C" primary key,
       seq bigint not null unique,
       study_id text collate "C" not null,
       number bigint not null,
       state text not null,
       attempt bigint not null,
       proposed_at_ms bigint not null,
       ended_at_ms bigint,
       end_number bigint,
       origin text not null,
       reports text not null,
       outcome text not null,
       event_id text not null,
       correlation_id text not null,
       traceparent text,
       unique (study_id, number)
     )`,
    `create index study_trials_by_end on study_trials (study_id, end_number)`,
    `create table study_leases (
       study_id text collate "C" primary key,
       leader text not null,
       expires_at timestamptz not null
     )`,
  ],
}
