/** Every migration there is, in order. New ones are put behind. */
import { LEDGER } from './001-ledger.ts'
import { CONSUMERS } from './002-consumers.ts'
import { RESOURCES } from './003-resources.ts'
import { RUNS } from './004-runs.ts'
import { LINEAGE } from './005-lineage.ts'
import { POLICY } from './006-policy.ts'
import { RUN_VIEWS } from './007-run-views.ts'
import { POSITIONS } from './008-positions.ts'
import { RUN_RESOURCES } from './009-run-resources.ts'
import { TRAINER_LEASES } from './010-trainer-leases.ts'
import { STUDIES } from './011-studies.ts'
import { PROMOTIONS } from './012-promotions.ts'
import { ALERTS } from './013-alerts.ts'
import { TRIAL_LISTS } from './014-trial-lists.ts'
import type { Migration } from './migration.ts'

export const ALL_MIGRATIONS: readonly Migration[] = [
  ...[LEDGER, CONSUMERS, RESOURCES],
  ...[RUNS, LINEAGE, POLICY, RUN_VIEWS],
  ...[POSITIONS, RUN_RESOURCES, TRAINER_LEASES, STUDIES],
  ...[PROMOTIONS, ALERTS, TRIAL_LISTS],
]
