/** How the server does. */
import { SYSTEM_STATUS } from '../../../engine/resources/operations/system-operations.ts'
import type { ConsumerStats } from '../../events/consumer-loop.ts'
import { type Handler, handle } from '../handler.ts'
import type { FindHindrances } from '../health-routes.ts'

export interface SystemDependencies {
  readonly version: string
  readonly findHindrances: FindHindrances
  listStats(): readonly ConsumerStats[]
  /** Milliseconds since the server began. */
  uptimeMs(): number
}

export function buildSystemHandlers(deps: SystemDependencies): readonly Handler[] {
  return [
    handle(SYSTEM_STATUS, async () => {
      const hindrances = deps.findHindrances()
      return {
        version: deps.version,
        uptime_ms: Math.round(deps.uptimeMs()),
        is_ready: hindrances.length === 0,
        hindrances: [...hindrances],
        consumers: deps.listStats().map(({ consumer, depth, p95Ms }) => ({
          ...{ consumer, depth },
          ...(p95Ms === undefined ? {} : { p95_ms: p95Ms }),
        })),
      }
    }),
  ]
}
