/**
 * How a run looks at present, for those who look on in another process. It is there only while somebody does, and
 * nothing is lost with it: so it is not logged, and empty after a crash.
 */
import type { Migration } from './migration.ts'

export const RUN_VIEWS: Migration = {
  number: 7,
  name: 'run-views',
  statements: [
    `create unlogged table run_views (
       run_id text collate "C" primary key,
       looked_at_until timestamptz not null,
       is_picture_wished boolean not null default false,
       news text not null default '{}',
       picture_number bigint not null default 0,
       picture bytea
     )`,
    // To compress each picture would take longer than to send it.
    'alter table run_views alter column picture set storage external',
  ],
}
