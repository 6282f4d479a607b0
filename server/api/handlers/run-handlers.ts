/** What does the operations of runs of automata. */
import { canonicalJson } from '../../../engine/json/canonical-json.ts'
import {
  RUNS_CANCEL,
  RUNS_CREATE,
  RUNS_GET,
  RUNS_LIST,
  RUNS_METRICS,
  RUNS_SCENARIO,
  RUNS_ZONES,
} from '../../../engine/resources/operations/run-operations.ts'
import { readBundle } from '../../../engine/scenario/scenario-bundle.ts'
import type { RunDesk } from '../../jobs/run-desk.ts'
import { NotFoundError, StateConflictError } from '../errors.ts'
import { type Handler, handle } from '../handler.ts'

/** Binds the operations of runs to the desk that does them. */
export function buildRunHandlers({ runs }: { readonly runs: RunDesk }): readonly Handler[] {
  const findOwner = async ({ run_id: id }: { readonly run_id: string }) =>
    (await runs.get(id))?.created_by
  return [
    handle(RUNS_LIST, async ({ state, after, limit }) => {
      const items = await runs.list({ state, after, count: limit + 1 })
      const shown = items.slice(0, limit)
      const next = items.length > limit ? shown.at(-1)?.run_id : undefined
      return { items: shown, ...(next === undefined ? {} : { next }) }
    }),
    handle(RUNS_GET, async ({ run_id: id }) => found(await runs.get(id), id), findOwner),
    handle(RUNS_CREATE, (input, context) => runs.create(input, context.principal.id, context)),
    handle(
      RUNS_CANCEL,
      async ({ run_id: id, reason }, context) => {
        const ended = found(await runs.cancel(id, reason, context.principal.id, context), id)
        if (ended.isCancelled) return ended.run
        const { state } = ended.run
        throw new StateConflictError({ resource: 'run', id, state, wanted: 'cancelled' })
      },
      findOwner,
    ),
    handle(
      RUNS_ZONES,
      async ({ run_id: id }) => {
        const { zones, count } = found(await runs.zonesOf(id), id)
        const items = zones.map(({ box, ...zone }) =>
          box === undefined
            ? zone
            : { ...zone, box: { origin: [...box.origin], size: [...box.size] } },
        )
        return { items, count }
      },
      findOwner,
    ),
    handle(
      RUNS_METRICS,
      async ({ run_id: id }) => {
        const { state, tick, population, ticksPerSecond, samples } = found(
          await runs.metricsOf(id),
          id,
        )
        return {
          ...{ run_id: id, state, tick },
          ...(population === undefined ? {} : { population }),
          ...(ticksPerSecond === undefined ? {} : { ticks_per_second: ticksPerSecond }),
          samples: samples.map((sample) => ({ tick: sample.tick, values: { ...sample.values } })),
        }
      },
      findOwner,
    ),
    handle(
      RUNS_SCENARIO,
      async ({ run_id: id }) => {
        const { sha256, text } = found(await runs.scenarioOf(id), id)
        const { document, files } = readBundle(text)
        const hasFiles = Object.keys(files).length > 0
        return {
          ...{ run_id: id, sha256, scenario: canonicalJson(document) },
          ...(hasFiles ? { files: { ...files } } : {}),
        }
      },
      findOwner,
    ),
  ]
}

/** @throws {NotFoundError} where there is no such run. */
function found<T>(value: T | undefined, id: string): T {
  if (value === undefined) throw new NotFoundError({ resource: 'run', id })
  return value
}
