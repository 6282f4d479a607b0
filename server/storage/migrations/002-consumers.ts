/** The tables of consumers: where each is in the log, the tries that failed, and the events that were put aside. */
import type { Migration } from './migration.ts'

export const CONSUMERS: Migration = {
  number: 2,
  name: 'consumers',
  statements: [
    `create table consumers (
       name text collate "C" primary key,
       position bigint not null check (position >= 0)
     )`,
    `create table consumer_failures (
       consumer text collate "C" not null references consumers (name) on delete cascade,
       seq bigint not null,
       attempt integer not null,
       at_ms bigint not null,
       problem text not null,
       primary key (consumer, seq, attempt)
     )`,
    `create table dead_letters (
       consumer text collate "C" not null references consumers (name) on delete cascade,
       seq bigint not null,
       type text not null,
       state text not null check (state in ('dead', 'redriven')),
       primary key (consumer, seq)
     )`,
    `create index dead_letters_that_are_dead on dead_letters (consumer, seq) where state = 'dead'`,
  ],
}
