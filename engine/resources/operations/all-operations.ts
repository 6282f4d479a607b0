/** Every operation there is, in the order in which people are told of them. */
import type { OperationType } from '../operation.ts'
import { ALERTS_GET, ALERTS_LIST, ALERTS_RESOLVE } from './alert-operations.ts'
import {
  ALLOCATIONS_GET,
  ALLOCATIONS_GRANT,
  ALLOCATIONS_LIST,
  ALLOCATIONS_RELEASE,
} from './allocation-operations.ts'
import {
  ARTIFACTS_DEPLOY,
  ARTIFACTS_EXPIRE,
  ARTIFACTS_GET,
  ARTIFACTS_LIST,
  ARTIFACTS_PROMOTE,
  ARTIFACTS_READ,
  ARTIFACTS_STORE,
} from './artifact-operations.ts'
import { BRIDGE_INVOKE } from './bridge-operations.ts'
import { RULES_COMPILE } from './compile-operations.ts'
import { DATASETS_GET, DATASETS_LIST, DATASETS_REGISTER } from './dataset-operations.ts'
import { EVENT_OPERATIONS } from './event-operations.ts'
import { LEDGER_OPERATIONS } from './ledger-operations.ts'
import { LINEAGE_OPERATIONS } from './lineage-operations.ts'
import { MODEL_RUN_OPERATIONS, TRAINING_RUN_OPERATIONS } from './model-run-operations.ts'
import { POLICY_OPERATIONS } from './policy-operations.ts'
import { PROMOTION_OPERATIONS } from './promotion-operations.ts'
import { RULE_SETS_GET, RULE_SETS_LIST, RULE_SETS_REGISTER } from './rule-set-operations.ts'
import { RUN_OPERATIONS } from './run-operations.ts'
import { STUDY_IMPORT_OPERATIONS } from './study-import-operations.ts'
import { STUDY_OPERATIONS } from './study-operations.ts'
import { SYSTEM_OPERATIONS } from './system-operations.ts'

export const ALL_OPERATIONS: readonly OperationType[] = Object.freeze([
  ...RUN_OPERATIONS,
  ...Object.values(MODEL_RUN_OPERATIONS),
  ...Object.values(TRAINING_RUN_OPERATIONS),
  ...STUDY_OPERATIONS,
  ...STUDY_IMPORT_OPERATIONS,
  ...[RULE_SETS_LIST, RULE_SETS_GET, RULE_SETS_REGISTER],
  ...[ALLOCATIONS_LIST, ALLOCATIONS_GET, ALLOCATIONS_GRANT, ALLOCATIONS_RELEASE],
  ...[ALERTS_LIST, ALERTS_GET, ALERTS_RESOLVE],
  ...[ARTIFACTS_LIST, ARTIFACTS_GET, ARTIFACTS_STORE],
  ...[ARTIFACTS_READ, ARTIFACTS_PROMOTE, ARTIFACTS_DEPLOY],
  ARTIFACTS_EXPIRE,
  RULES_COMPILE,
  ...[DATASETS_LIST, DATASETS_GET, DATASETS_REGISTER],
  ...PROMOTION_OPERATIONS,
  ...LINEAGE_OPERATIONS,
  ...LEDGER_OPERATIONS,
  ...EVENT_OPERATIONS,
  ...POLICY_OPERATIONS,
  ...SYSTEM_OPERATIONS,
  BRIDGE_INVOKE,
])
