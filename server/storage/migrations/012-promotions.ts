/** Slots and promotions, made of the ledger. */
import type { Migration } from './migration.ts'

export const PROMOTIONS: Migration = {
  number: 12,
  name: 'promotions',
  statements: [
    `create table slots (
       slot text collate "C" primary key,
       seq bigint not null unique,
       state text not null,
       rule text not null,
       revision bigint not null,
       sequence bigint not null,
       champion_id text collate "C",
       champion text,
       defined_by text not null,
       reason text not null,
       created_at_ms bigint not null,
       changed_at_ms bigint not null
     )`,
    `create table promotions (
       promotion_id text collate "C" primary key,
       seq bigint not null unique,
       slot text collate "C" not null,
       state text not null,
       sha256 text collate "C" not null check (sha256 ~ '^[0-9a-f]{64}$'),
       champion_before text collate "C",
       candidate text not null,
       evidence text not null,
       decision text,
       proposed_by text not null,
       reason text not null,
       decided_by text,
       ended_by text,
       created_at_ms bigint not null,
       decided_at_ms bigint,
       changed_at_ms bigint not null
     )`,
    'create index promotions_by_slot on promotions (slot, seq)',
    'create index promotions_by_candidate on promotions (sha256)',
    // Whatever else goes wrong, no slot has two champions.
    `create unique index promotions_that_are_active on promotions (slot) where state = 'active'`,
  ],
}
