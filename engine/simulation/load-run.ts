/**
 * From whatever a person opened to a run.
 */
import type { RunSource } from '../protocol/simulation-api.ts'
import { buildSoupRun } from '../scenario/build-run.ts'
import { compileScenario } from '../scenario/compile-scenario.ts'
import { ScenarioFileError } from '../scenario/errors.ts'
import { openPatternRun } from '../scenario/open-pattern.ts'
import type { Run } from '../scenario/run.ts'

/**
 * Builds the run a source describes.
 *
 * @throws the named errors of the scenario, formats, rules and lattice rooms.
 */
export async function loadRun(source: RunSource): Promise<Run> {
  switch (source.kind) {
    case 'scenario': {
      const readFile = async (path: string) => {
        const bytes = Object.hasOwn(source.files, path) ? source.files[path] : undefined
        if (bytes !== undefined) return bytes
        throw new ScenarioFileError({ path, reason: 'it was not given along with the scenario' })
      }
      return compileScenario(source.text, readFile, source.overrides)
    }
    case 'pattern': {
      const { bytes, fileName, overrides } = source
      return openPatternRun(bytes, fileName ?? 'Pattern', fileName, overrides)
    }
    case 'soup':
      return buildSoupRun(source.rule, source.density, source.overrides)
    default:
      return source satisfies never
  }
}
