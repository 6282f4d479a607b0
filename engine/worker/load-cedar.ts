/**
 * Cedar in the browser's worker. Its module is 1.4 MB on its way, so it is fetched when the first
 * scenario with policies of its own is opened; the few kilobytes that call it come with the worker.
 */
import * as cedar from '@cedar-policy/cedar-wasm/web'
import type { Cedar } from '../policy/cedar.ts'
import { PolicyEngineError } from '../policy/errors.ts'

/**
 * Loads Cedar; all callers of a worker share one instance.
 *
 * @throws {PolicyEngineError} where it cannot be fetched or the browser does not compile it.
 */
export async function loadCedar(): Promise<Cedar> {
  try {
    await cedar.default()
    return cedar
  } catch (cause) {
    const reason = `it does not load (${cause instanceof Error ? cause.message : String(cause)})`
    throw new PolicyEngineError({ reason }, { cause })
  }
}
