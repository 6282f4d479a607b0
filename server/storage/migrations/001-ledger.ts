/**
 * The tables of the ledger: entries, nodes of the tree over them in post-order, signed checkpoints, and one row that
 * says where it stands.
 *
 * Keys are kept in quotes, as JSON has them, since texts of SQL have no zero characters. What is there is never
 * changed: the triggers refuse it to whoever means no harm, and the audit finds what others do.
 */
import type { Migration } from './migration.ts'

const LIST_TABLES = ['ledger_entries', 'ledger_nodes', 'ledger_checkpoints']

const protect = (table: string) => [
  `create trigger ${table}_only_grows before update or delete on ${table}
     for each row execute function ledger_refuse_change()`,
  `create trigger ${table}_is_kept before truncate on ${table}
     for each statement execute function ledger_refuse_change()`,
]

export const LEDGER: Migration = {
  number: 1,
  name: 'ledger',
  statements: [
    `create table ledger_entries (
       seq bigint primary key check (seq >= 0),
       key text collate "C" not null constraint ledger_entries_key unique,
       leaf_hash bytea not null check (octet_length(leaf_hash) = 32),
       line text collate "C" not null
     )`,
    `create table ledger_nodes (
       place bigint primary key check (place >= 0),
       hash bytea not null check (octet_length(hash) = 32)
     )`,
    `create table ledger_checkpoints (
       size bigint primary key check (size >= 0),
       note text not null
     )`,
    `create table ledger_head (
       is_head boolean primary key default true check (is_head),
       verifier_key text not null,
       size bigint not null check (size >= 0),
       last_group bigint not null check (last_group >= 0),
       previous text not null check (previous ~ '^[0-9a-f]{64}$')
     )`,
    `create function ledger_refuse_change() returns trigger language plpgsql as $$
     begin
       raise exception 'the ledger only grows: % of % is refused', tg_op, tg_table_name
         using errcode = 'restrict_violation';
     end $$`,
    `create function ledger_refuse_return() returns trigger language plpgsql as $$
     begin
       if new.size <= old.size or new.verifier_key <> old.verifier_key then
         raise exception 'the ledger only grows: its head does not go back'
           using errcode = 'restrict_violation';
       end if;
       return new;
     end $$`,
    ...LIST_TABLES.flatMap(protect),
    `create trigger ledger_head_only_grows before update on ledger_head
       for each row execute function ledger_refuse_return()`,
    `create trigger ledger_head_is_kept before delete on ledger_head
       for each row execute function ledger_refuse_change()`,
    `create trigger ledger_head_is_not_truncated before truncate on ledger_head
       for each statement execute function ledger_refuse_change()`,
  ],
}
