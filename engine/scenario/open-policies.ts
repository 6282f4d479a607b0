/** From the policies of a compiled scenario to what decides by them; their faults are the scenario's. */
import type { Cedar } from '../policy/cedar.ts'
import { formatPolicyFault, PolicyInvalidError, PolicyLimitError } from '../policy/errors.ts'
import { openSpawnPolicy } from '../policy/open-spawn-policy.ts'
import type { SpawnPolicy } from '../policy/spawn-policy.ts'
import { ScenarioInvalidError } from './errors.ts'
import { FaultList } from './fault-list.ts'
import type { LivingRun } from './living-run.ts'

/** Where a scenario writes its text of policies. */
const CEDAR_PATH = ['policies', 'cedar']

/**
 * Opens the policies of a living world. Whoever asked for them disposes of them.
 *
 * @param loadCedar is only called when the scenario has a text of policies.
 * @throws {ScenarioInvalidError} with the faults of the text at `policies.cedar`, each with its line
 * and column in the text.
 * @throws {PolicyEngineError} when Cedar fails or cannot be loaded.
 */
export async function openPolicies(
  { policies, zones }: Pick<LivingRun, 'policies' | 'zones'>,
  loadCedar: () => Promise<Cedar>,
): Promise<SpawnPolicy> {
  try {
    const named = policies && { ...policies, zones: zones.map(({ name }) => name) }
    return await openSpawnPolicy(named, loadCedar)
  } catch (error) {
    const problems = findProblems(error)
    if (problems === undefined) throw error
    const faults = new FaultList({ policies })
    for (const problem of problems) faults.add(CEDAR_PATH, problem)
    throw new ScenarioInvalidError(faults.faults)
  }
}

function findProblems(error: unknown): readonly string[] | undefined {
  if (error instanceof PolicyInvalidError) return error.details.faults.map(formatPolicyFault)
  return error instanceof PolicyLimitError ? [error.message] : undefined
}
