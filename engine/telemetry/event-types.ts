/**
 * Every type of event there is. What is not written down here is not published: the event bus refuses it.
 * `docs/events.md` is held to this list by a test, and versions by `scripts/event-versions.ts`.
 *
 * A type whose fields changed stays here in its old version beside the new one, since what was recorded must
 * stay readable; the newest one is what is published. Whoever only publishes imports the file of its type, so
 * that a page does not load them all.
 */
import type { EventOf } from './event-type.ts'
import { BIT_TYPES } from './types/bit-types.ts'
import { BRIDGE_TYPES } from './types/bridge-types.ts'
import { ENTROPY_SAMPLED } from './types/entropy-types.ts'
import { LINEAGE_TYPES } from './types/lineage-types.ts'
import { PROMOTION_TYPES } from './types/promotion-types.ts'
import { SCENARIO_COMPLETED, SUITE_COMPLETED } from './types/quality-types.ts'
import { RUN_PROGRESSED, RUN_TYPES } from './types/run-types.ts'
import { STUDY_TYPES } from './types/study-types.ts'
import { SYSTEM_TYPES } from './types/system-types.ts'
import { TRIAL_TYPES } from './types/trial-types.ts'

/** The whole registry. */
export const EVENT_TYPES = Object.freeze([
  SCENARIO_COMPLETED,
  SUITE_COMPLETED,
  ENTROPY_SAMPLED,
  ...BIT_TYPES,
  ...RUN_TYPES,
  RUN_PROGRESSED,
  ...STUDY_TYPES,
  ...TRIAL_TYPES,
  ...LINEAGE_TYPES,
  ...PROMOTION_TYPES,
  ...SYSTEM_TYPES,
  ...BRIDGE_TYPES,
] as const)

/** Each type of event by its name. */
export type KnownEvents = {
  readonly [T in (typeof EVENT_TYPES)[number] as T['name']]: EventOf<T>
}

/** An event of record as its type has it: what is published by its name and does not fit is an error of types. */
export type KnownRecord = Extract<KnownEvents[keyof KnownEvents], { readonly kind: 'record' }>
