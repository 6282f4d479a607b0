/** The names of the back ends, which are those there are for somebody. */
import { KernelUnavailableError } from './errors.ts'
import type { BackendName } from './kernel.ts'

/** Names of the back ends, besides `auto`. */
export const BACKEND_NAMES = [
  'reference',
  'cpu',
  'wasm',
  'webgpu',
  'gpujs',
  'sparse',
  'hashlife',
] as const satisfies readonly BackendName[]

/**
 * Reads the name of a back end, or `auto`.
 *
 * @throws {KernelUnavailableError} for any other name, listing those there are.
 */
export function parseBackend(text: string): 'auto' | BackendName {
  const known = BACKEND_NAMES.find((name) => name === text)
  if (known !== undefined) return known
  if (text === 'auto') return text
  throw new KernelUnavailableError({
    backend: text.slice(0, 40),
    available: ['auto', ...BACKEND_NAMES],
    missing: {},
  })
}
