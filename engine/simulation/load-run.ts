/**
 * From whatever a person opened to a run.
 */
import type { RunSource } from '../protocol/simulation-api.ts'
import { buildSoupRun } from '../scenario/build-run.ts'
import { compileScenario } from '../scenario/compile-scenario.ts'
import { ScenarioFileError } from '../scenario/errors.ts'
import { openPatternRun } from '../scenario/open-pattern.ts'
import type { ReadFile, Run } from '../scenario/run.ts'

/**
 * Builds the run a source describes.
 *
 * @throws the named errors of the scenario, formats, rules and lattice rooms.
 */
export async function loadRun(source: RunSource): Promise<Run> {
  switch (source.kind) {
    case 'scenario': {
      const readFile = readerOf(source.files, 'it was not given along with the scenario')
      return compileScenario(source.text, readFile, source.overrides)
    }
    case 'pattern': {
      const { bytes, fileName, overrides } = source
      const readFile = readerOf(source.files ?? {}, 'it was not given along with the pattern')
      return openPatternRun(bytes, fileName ?? 'Pattern', fileName, overrides, readFile)
    }
    case 'soup':
      return buildSoupRun(source.rule, source.density, source.overrides)
    default:
      return source satisfies never
  }
}

/** @param missing why a file that is not among these cannot be read. */
function readerOf(files: Readonly<Record<string, Uint8Array>>, missing: string): ReadFile {
  return async (path) => {
    const bytes = Object.hasOwn(files, path) ? files[path] : undefined
    if (bytes !== undefined) return bytes
    throw new ScenarioFileError({ path, reason: missing })
  }
}
