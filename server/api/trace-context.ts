/**
 * The trace that a request is part of, by the rules of W3C trace context (https://www.w3.org/TR/trace-context/): a
 * header that is not as it should be is as none, and so is then the one beside it.
 */
import { parseTraceparent, parseTracestate } from '../../engine/telemetry/cloud-event.ts'

export interface TraceContext {
  readonly traceparent?: string
  readonly tracestate?: string
}

/** What a later version has in front, section 3.2.4: it is read as version 00, as far as that knows it. */
const LATER = /^(?!00|ff)[0-9a-f]{2}-([0-9a-f]{32}-[0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/

/** Version 00 knows one flag, of sampling, and has the others be 0. */
const SAMPLED = 1

/** Reads both headers, as they came. Where one came several times, its values are joined by commas. */
export function readTraceContext(
  traceparent: string | undefined,
  tracestate: string | undefined,
): TraceContext {
  const parent = parseTraceparent(toVersion00(traceparent?.trim()))
  if (parent === undefined) return {}
  const state = parseTracestate(tracestate)
  return state === undefined ? { traceparent: parent } : { traceparent: parent, tracestate: state }
}

function toVersion00(text: string | undefined): string | undefined {
  const found = text === undefined ? null : LATER.exec(text)
  if (found === null) return text
  const flags = Number.parseInt(found[2]!, 16) & SAMPLED
  return `00-${found[1]}-0${flags}`
}
