/** Handlers of resources but runs of automata and studies, over a record. */
import { randomUUID } from 'node:crypto'
import manifest from '../../package.json' with { type: 'json' }
import type { Handler } from '../api/handler.ts'
import { buildAlertHandlers } from '../api/handlers/alert-handlers.ts'
import { buildAllocationHandlers } from '../api/handlers/allocation-handlers.ts'
import { buildArtifactHandlers } from '../api/handlers/artifact-handlers.ts'
import { buildDatasetHandlers } from '../api/handlers/dataset-handlers.ts'
import { buildModelRunHandlers } from '../api/handlers/model-run-handlers.ts'
import { buildPromotionHandlers } from '../api/handlers/promotion-handlers.ts'
import { buildRuleSetHandlers } from '../api/handlers/rule-set-handlers.ts'
import { buildSlotHandlers } from '../api/handlers/slot-handlers.ts'
import type { ServerRecord } from './server-record.ts'

/** All of them. */
export function buildResourceHandlers({
  database,
  artifacts,
  studies,
}: Pick<ServerRecord, 'database' | 'artifacts' | 'studies'>): readonly Handler[] {
  const newId = () => randomUUID()
  const wallTimeMs = () => Date.now()
  return [
    ...buildArtifactHandlers({ database, files: artifacts }),
    ...buildDatasetHandlers({ database, newId }),
    ...buildRuleSetHandlers({ database, newId }),
    ...buildModelRunHandlers({ database, engine: manifest.version, newId, wallTimeMs }),
    ...buildAllocationHandlers({ database, newId }),
    ...buildSlotHandlers(database),
    ...buildPromotionHandlers({
      ...{ database, rules: studies.rules, evaluator: studies.evaluator, newId },
    }),
    ...buildAlertHandlers({ database }),
  ]
}
