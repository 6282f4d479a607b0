/**
 * The tables of lineage: things, what was made from what, and the edges that were refused since each would have closed
 * a cycle. Edges have no foreign keys, since they may come before the things that they name.
 */
import type { Migration } from './migration.ts'

export const LINEAGE: Migration = {
  number: 5,
  name: 'lineage',
  statements: [
    `create table lineage_nodes (
       id text collate "C" primary key,
       kind text collate "C" not null,
       attributes text not null,
       first_seq bigint not null,
       last_seq bigint not null
     )`,
    `create table lineage_edges (
       from_id text collate "C" not null,
       to_id text collate "C" not null,
       role text collate "C" not null,
       primary key (to_id, from_id, role)
     )`,
    `create index lineage_edges_out on lineage_edges (from_id, to_id)`,
    `create table lineage_refused_edges (
       from_id text collate "C" not null,
       to_id text collate "C" not null,
       role text collate "C" not null,
       primary key (to_id, from_id, role)
     )`,
  ],
}
