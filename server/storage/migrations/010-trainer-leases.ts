/** Until when the trainers of runs of models have to be heard of again; no part of the record. */
import type { Migration } from './migration.ts'

export const TRAINER_LEASES: Migration = {
  number: 10,
  name: 'trainer leases',
  statements: [
    `create table trainer_leases (
       run_id text collate "C" primary key,
       attempt integer not null,
       lease_seconds integer not null check (lease_seconds > 0),
       expires_at timestamptz not null
     )`,
  ],
}
