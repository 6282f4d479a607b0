/** The table of alerts, made of the ledger. */
import type { Migration } from './migration.ts'

export const ALERTS: Migration = {
  number: 13,
  name: 'alerts',
  statements: [
    `create table alerts (
       alert_id text collate "C" primary key,
       seq bigint not null unique,
       rule text not null,
       severity text not null,
       of_id text collate "C" not null,
       message text not null,
       found double precision,
       most double precision,
       state text not null,
       created_at_ms bigint not null,
       resolved_at_ms bigint,
       resolved_by text,
       reason text
     )`,
    `create index alerts_that_are_raised on alerts (of_id) where state = 'raised'`,
  ],
}
