/**
 * The tables of runs: what the ledger makes of them, who lets them go on at present, and the texts of their scenarios.
 * The first alone is a projection.
 */
import type { Migration } from './migration.ts'

export const RUNS: Migration = {
  number: 4,
  name: 'runs',
  statements: [
    `create table automata_runs (
       run_id text collate "C" primary key,
       seq bigint not null unique,
       state text not null,
       created_by text not null,
       title text not null,
       scenario_sha256 text not null,
       rule text not null,
       seed text not null,
       backend text not null,
       ticks text not null,
       ticks_done text not null,
       threads integer not null,
       ticks_per_second double precision,
       time_limit_seconds bigint,
       attempt bigint not null,
       worker text,
       state_hash text,
       state_sha256 text,
       metrics text not null,
       error_code text,
       error_message text,
       reason text,
       created_at_ms bigint not null,
       started_at_ms bigint,
       ended_at_ms bigint,
       duration_ms bigint,
       inputs text not null,
       outputs text not null,
       event_id text not null,
       correlation_id text not null,
       traceparent text,
       refused_moves integer not null
     )`,
    `create index automata_runs_by_state on automata_runs (state, seq)`,
    `create table run_leases (
       run_id text collate "C" primary key,
       worker text not null,
       allocation_id text not null,
       lost integer not null check (lost >= 0),
       expires_at timestamptz not null,
       tick bigint not null default 0,
       samples text not null default '[]'
     )`,
    `create table scenarios (
       sha256 text collate "C" primary key,
       content text not null
     )`,
  ],
}
