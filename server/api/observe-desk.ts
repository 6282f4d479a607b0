/** What is told of calls and of decisions: spans, counts, and lines of the log. */
import { isNamedError } from '../../engine/named-error.ts'
import type { ServerCounters } from '../observability/counters.ts'
import type { Log } from '../observability/log.ts'
import { inSpan, type Tracer } from '../observability/tracer.ts'
import { TooManyRequestsError } from './errors.ts'
import { describeFailure } from './failure.ts'
import type { Caller, DeskObserver } from './operation-desk.ts'

export interface Observability {
  readonly tracer: Tracer
  readonly counters: ServerCounters
  readonly log: Log
}

/** Makes an observer. What was refused is told at level `info`, what failed at `error`, all else at `debug`. */
export function createDeskObserver({ tracer, counters, log }: Observability): DeskObserver {
  return {
    async call(operation, caller, work) {
      const startMs = performance.now()
      const { principal, surface, traceparent: parent } = caller
      const attributes = { operation, surface, principal: principal.id }
      const end = (outcome: string) => {
        counters.calls.add(operation, outcome)
        counters.callSeconds.add((performance.now() - startMs) / 1000)
      }
      try {
        const value = await inSpan(tracer, `call ${operation}`, { parent, attributes }, (span) =>
          work({ ...caller, traceparent: span.traceparent }),
        )
        end('ok')
        if (log.isOn('debug')) log.debug(`${operation} is done.`, describeCaller(caller))
        return value
      } catch (error) {
        end(isNamedError(error) ? error.code : 'unknown')
        if (error instanceof TooManyRequestsError) counters.rateRefusals++
        const { status, message, code } = describeFailure(error)
        const fields = { ...describeCaller(caller), operation, code }
        // What strangers bring about as fast as they like does not fill the log.
        const isOfStranger = status === 401 || status === 429
        if (isOfStranger) log.debug(message, fields)
        else if (status < 500) log.info(message, fields)
        else log.error(`${operation} failed.`, fields, error)
        throw error
      }
    },
    async decision(request, decide) {
      const startMs = performance.now()
      const { action, traceparent: parent } = request
      return await inSpan(tracer, 'decide', { parent, attributes: { action } }, async (span) => {
        const verdict = await decide({ ...request, traceparent: span.traceparent })
        counters.verdicts.add(verdict.decision)
        counters.verdictSeconds.add((performance.now() - startMs) / 1000)
        span.note({ decision: verdict.decision, verdict: verdict.id })
        return verdict
      })
    },
  }
}

function describeCaller({ correlationId, traceparent, principal, surface }: Caller) {
  return {
    ...{ correlation_id: correlationId, trace_id: traceparent?.split('-')[1] },
    ...{ principal: principal.id, surface },
  }
}
