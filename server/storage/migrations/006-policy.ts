/**
 * Tokens, feature flags, sets of policies and heads of verdicts are made of the ledger. The verdicts themselves are
 * not: those on queries are nowhere else, and the oldest make room for new ones.
 */
import type { Migration } from './migration.ts'

export const POLICY: Migration = {
  number: 6,
  name: 'policy',
  statements: [
    `create table tokens (
       id text collate "C" primary key,
       name text not null,
       scopes text not null,
       secret_sha256 text not null check (secret_sha256 ~ '^[0-9a-f]{64}$'),
       created_at_ms bigint not null,
       created_by text not null,
       expires_at_ms bigint,
       revoked_at_ms bigint,
       revoked_by text
     )`,
    `create table flags (
       name text collate "C" primary key,
       is_on boolean not null,
       changed_at_ms bigint not null,
       changed_by text not null,
       reason text not null
     )`,
    `create table policy_sets (
       seq bigint primary key,
       policy_set_sha256 text not null,
       policies text not null,
       changed_at_ms bigint not null,
       changed_by text not null,
       reason text not null
     )`,
    `create table verdict_stretches (
       chain_id text collate "C" not null,
       first bigint not null,
       verdicts bigint not null,
       head_sha256 text not null,
       signature text not null,
       key text not null,
       primary key (chain_id, first)
     )`,
    `create table verdicts (
       place bigint generated always as identity primary key,
       chain_id text collate "C" not null,
       number bigint not null,
       at_ms bigint not null,
       link bytea not null check (octet_length(link) = 32),
       record text not null,
       unique (chain_id, number)
     )`,
  ],
}
