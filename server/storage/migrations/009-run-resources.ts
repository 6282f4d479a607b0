/**
 * What a run is to leave behind and what it needs, as it was asked for; what an attempt hands on to the next one: a
 * share of a machine that is to be released still, the last problem, the back end, and a moment to go on from. The first three columns alone are of a projection.
 */
import type { Migration } from './migration.ts'

export const RUN_RESOURCES: Migration = {
  number: 9,
  name: 'run resources',
  statements: [
    `alter table automata_runs
       add column memory_mib bigint,
       add column wanted_outputs text,
       add column retention_days bigint`,
    `alter table run_leases
       add column owed text,
       add column problem text,
       add column backend text`,
    `create table run_points (
       run_id text collate "C" primary key,
       sha256 text not null,
       content bytea not null
     )`,
  ],
}
