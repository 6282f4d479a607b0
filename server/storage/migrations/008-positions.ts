/** What tells the ledger that a consumer has heard from another of the same size: the hash of the last entry. */
import type { Migration } from './migration.ts'

export const POSITIONS: Migration = {
  number: 8,
  name: 'positions',
  statements: [
    `alter table consumers add column last_sha256 text check (last_sha256 ~ '^[0-9a-f]{64}$')`,
  ],
}
