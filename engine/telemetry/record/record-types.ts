/** Every kind of event that goes on record. What is not written down here is not published. */
import {
  ALERT_EMITTED,
  ARTIFACT_DEPLOYED,
  ARTIFACT_PROMOTED,
  ARTIFACT_STORED,
  COMPILE_COMPLETED,
  COMPILE_STARTED,
  DATASET_REGISTERED,
  DEPLOY_FAILED,
  FLAG_CHANGED,
  LEDGER_AUDITED,
} from './house-records.ts'
import type { RecordType } from './record-type.ts'
import {
  AUTOMATA_RUN_CANCELLED,
  AUTOMATA_RUN_COMPLETED,
  AUTOMATA_RUN_FAILED,
  AUTOMATA_RUN_STARTED,
  TRAINING_RUN_CANCELLED,
  TRAINING_RUN_COMPLETED,
  TRAINING_RUN_FAILED,
  TRAINING_RUN_STARTED,
} from './run-records.ts'

export const RECORD_TYPES = Object.freeze([
  AUTOMATA_RUN_STARTED,
  AUTOMATA_RUN_COMPLETED,
  AUTOMATA_RUN_FAILED,
  AUTOMATA_RUN_CANCELLED,
  TRAINING_RUN_STARTED,
  TRAINING_RUN_COMPLETED,
  TRAINING_RUN_FAILED,
  TRAINING_RUN_CANCELLED,
  DATASET_REGISTERED,
  ARTIFACT_STORED,
  ARTIFACT_PROMOTED,
  ARTIFACT_DEPLOYED,
  COMPILE_STARTED,
  COMPILE_COMPLETED,
  DEPLOY_FAILED,
  LEDGER_AUDITED,
  ALERT_EMITTED,
  FLAG_CHANGED,
] as const satisfies readonly RecordType[])

/** Kinds of records by their names. */
export type RecordRegistry = ReadonlyMap<string, RecordType>

export const RECORD_REGISTRY: RecordRegistry = new Map(
  RECORD_TYPES.map((type) => [type.name, type]),
)
