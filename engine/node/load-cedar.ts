/** Cedar in Node. It is loaded when the first scenario with policies of its own is. */
import type { Cedar } from '../policy/cedar.ts'
import { PolicyEngineError } from '../policy/errors.ts'

/**
 * Loads Cedar; all callers of a thread share one instance.
 *
 * @throws {PolicyEngineError} where its package is not installed.
 */
export async function loadCedar(): Promise<Cedar> {
  try {
    return await import('@cedar-policy/cedar-wasm/nodejs')
  } catch (cause) {
    const reason = 'the package @cedar-policy/cedar-wasm is not installed, or does not load'
    throw new PolicyEngineError({ reason }, { cause })
  }
}
