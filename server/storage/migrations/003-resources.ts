/**
 * The tables of resources, made of the ledger: each row is what is known of a resource after the events so far. `seq`
 * is the number of the event that made it, by which lists are in order.
 */
import type { Migration } from './migration.ts'

const HASH = "~ '^[0-9a-f]{64}$'"

export const RESOURCES: Migration = {
  number: 3,
  name: 'resources',
  statements: [
    `create table artifacts (
       sha256 text collate "C" primary key check (sha256 ${HASH}),
       seq bigint not null unique,
       bytes bigint not null check (bytes >= 0),
       media_type text not null,
       role text not null,
       run_id text collate "C",
       state text not null,
       retention_days bigint,
       expires_at_ms bigint,
       stored_by text,
       created_at_ms bigint not null,
       stored_at_ms bigint not null,
       changed_at_ms bigint not null,
       changed_by text,
       reason text
     )`,
    'create index artifacts_by_run on artifacts (run_id) where run_id is not null',
    `create index artifacts_that_expire on artifacts (expires_at_ms)
       where expires_at_ms is not null and state <> 'expired'`,
    `create index artifacts_that_expired on artifacts (sha256) where state = 'expired'`,
    `create table datasets (
       dataset_id text collate "C" primary key,
       seq bigint not null unique,
       sha256 text collate "C" not null check (sha256 ${HASH}),
       bytes bigint not null check (bytes >= 0),
       media_type text not null,
       origin text not null,
       registered_by text not null,
       created_at_ms bigint not null
     )`,
    'create index datasets_by_content on datasets (sha256)',
    `create table lane_rule_sets (
       rule_set_id text collate "C" primary key,
       seq bigint not null unique,
       sha256 text collate "C" not null check (sha256 ${HASH}),
       name text not null,
       rules text not null,
       previous_sha256 text collate "C",
       state text not null,
       registered_by text not null,
       created_at_ms bigint not null,
       replaced_at_ms bigint
     )`,
    `create unique index lane_rule_sets_that_are_current on lane_rule_sets (sha256)
       where state = 'current'`,
    `create table model_runs (
       run_id text collate "C" primary key,
       seq bigint not null unique,
       purpose text not null,
       state text not null,
       origin text not null,
       created_by text not null,
       attempt bigint not null,
       worker text,
       created_at_ms bigint not null,
       started_at_ms bigint,
       ended_at_ms bigint,
       outcome text not null
     )`,
    'create index model_runs_by_purpose on model_runs (purpose, seq)',
    `create table allocations (
       allocation_id text collate "C" primary key,
       seq bigint not null unique,
       run_id text collate "C" not null,
       zone text not null,
       worker text not null,
       threads bigint not null,
       memory_mib bigint not null,
       state text not null,
       created_at_ms bigint not null,
       released_at_ms bigint,
       reason text
     )`,
    'create index allocations_by_run on allocations (run_id)',
    `create table refused_moves (
       seq bigint primary key,
       type text not null,
       resource text not null,
       id text not null,
       state text
     )`,
  ],
}
