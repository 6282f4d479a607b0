/**
 * What stands before every action of every surface (Thundergate): it decides by policies, and writes down what it
 * decided. Whatever is not allowed is denied; an error is a denial.
 */
import type { ResourceName } from '../../engine/resources/resource-name.ts'
import type { EventCause } from '../../engine/telemetry/published-event.ts'

/** Where something is asked. */
export type Surface = 'rest' | 'graphql' | 'mcp' | 'socket' | 'cli' | 'job'

/** Who asks. */
export interface Principal {
  /** The id of a token, or `anonymous`. */
  readonly id: string
  readonly scopes: readonly string[]
}

/** Nobody in particular: whoever has no token, or a wrong one. */
export const ANONYMOUS: Principal = Object.freeze({ id: 'anonymous', scopes: Object.freeze([]) })

/** What somebody wants to do. */
export interface GateRequest {
  readonly principal: Principal
  /** The name of an operation. */
  readonly action: string
  /** Of what; the id is `*` where it is none yet, or many. */
  readonly resource: {
    readonly type: ResourceName
    readonly id: string
    /** Who made it, where it is there and that is known. */
    readonly owner?: string | undefined
  }
  readonly surface: Surface
  /** Whether it changes anything: then the verdict goes on record before it is acted on. */
  readonly isCommand: boolean
  readonly correlationId: string
  readonly traceparent?: string | undefined
}

/** What was decided. */
export interface GateVerdict {
  readonly id: string
  readonly decision: 'allow' | 'deny'
  /** Half a sentence, for whoever asked. */
  readonly reason: string
  /** The event that has it on record, which then causes what the action leaves there. */
  readonly cause: EventCause | undefined
}

export interface Gate {
  /** Decides, and writes the verdict down. It never throws for what a caller asks: that is denied. */
  decide(request: GateRequest): Promise<GateVerdict>
  /** What a principal may see of a resource, or of a list of them: masked fields are `null`. */
  mask(principal: Principal, resource: ResourceName, value: unknown): unknown
  /** Whether a principal that was verified may ask once more now; else how long it has to wait. */
  admit(key: string): { readonly isAdmitted: boolean; readonly retryAfterMs: number }
  /** Counts what turned out to be as much work as so many more requests: those that come next wait for it. */
  charge(key: string, requests: number): void
}
