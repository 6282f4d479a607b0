/** What is said where a back end is not there. */
import { BACKEND_NAMES } from './backend-names.ts'
import { KernelUnavailableError } from './errors.ts'
import type { BackendName } from './kernel.ts'

/**
 * The error that names all back ends: those that are there, and why the others are not.
 *
 * @param wanted the one that was asked for.
 * @param whyMissing a clause without its full stop; undefined for a back end that is there.
 */
export async function describeBackEnds(
  wanted: BackendName,
  whyMissing: (name: BackendName) => Promise<string | undefined>,
): Promise<KernelUnavailableError> {
  const available: string[] = ['auto']
  const missing: Record<string, string> = {}
  for (const name of BACKEND_NAMES) {
    const reason = await whyMissing(name)
    if (reason === undefined) available.push(name)
    else missing[name] = reason
  }
  return new KernelUnavailableError({ backend: wanted, available, missing })
}
