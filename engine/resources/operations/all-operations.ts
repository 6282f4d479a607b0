/** Every operation there is, in the order in which people are told of them. */
import type { OperationType } from '../operation.ts'
import { EVENT_OPERATIONS } from './event-operations.ts'
import { LEDGER_OPERATIONS } from './ledger-operations.ts'
import { POLICY_OPERATIONS } from './policy-operations.ts'
import { SYSTEM_OPERATIONS } from './system-operations.ts'

export const ALL_OPERATIONS: readonly OperationType[] = Object.freeze([
  ...LEDGER_OPERATIONS,
  ...EVENT_OPERATIONS,
  ...POLICY_OPERATIONS,
  ...SYSTEM_OPERATIONS,
])
