/** Every migration there is, in order. New ones are put behind. */
import { LEDGER } from './001-ledger.ts'
import { CONSUMERS } from './002-consumers.ts'
import { RESOURCES } from './003-resources.ts'
import { POLICY } from './006-policy.ts'
import type { Migration } from './migration.ts'

export const ALL_MIGRATIONS: readonly Migration[] = [LEDGER, CONSUMERS, RESOURCES, POLICY]
