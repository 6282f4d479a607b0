/** Studies in a page: the file, the scenario that it varies, and what its trials are made of. */
import { parseDocument } from '../scenario/parse-document.ts'
import { compileStudy } from '../studies/compile-study.ts'
import { openAutomaton } from '../studies/open-automaton.ts'
import { identifyStudy } from '../studies/study-identity.ts'
import type { AutomatonPlan, StudyPlan } from '../studies/study-plan.ts'
import { StudyFileMissingError } from './errors.ts'
import { createGivenReader, type GivenFiles } from './given-files.ts'
import type { StudyInput } from './search-api.ts'
import type { TrialSetup } from './trial-thread.ts'

export interface PageStudy {
  readonly plan: StudyPlan
  /** The hash of all that decides its trials. */
  readonly id: string
  readonly setup: TrialSetup
}

/**
 * Opens a study.
 *
 * @throws {ScenarioSyntaxError} where it, or the scenario that it varies, is no document.
 * @throws {StudyInvalidError} listing the faults of all its parts; a study of programs is one.
 * @throws {StudyFileMissingError} where it names files that were not given.
 */
export async function openPageStudy({ text, files }: StudyInput): Promise<PageStudy> {
  const plan = compileStudy(parseDocument(text, 'study'), { allowsCommands: false })
  const { objective } = plan
  switch (objective.kind) {
    case 'automaton':
      return openHere(plan, objective, files)
    case 'training': {
      const id = await identifyStudy(plan, { document: undefined, files: {} })
      const { spec, timeLimitSeconds } = objective
      const source = { spec, timeLimitSeconds, asks: plan.pruner.name !== 'none' }
      return { plan, id, setup: { kind: 'training', source } }
    }
    case 'command':
      throw new Error('A study of programs was let through.')
    default:
      return objective satisfies never
  }
}

async function openHere(
  plan: StudyPlan,
  objective: AutomatonPlan,
  files: GivenFiles,
): Promise<PageStudy> {
  const missing = new Set<string>()
  const readFile = createGivenReader(files, (path) => missing.add(path))
  const { base, timeLimitSeconds } = objective
  const document =
    base.kind === 'file'
      ? parseDocument(new TextDecoder().decode(await readFile(base.path)))
      : base.document
  const { setup, material } = await openAutomaton(plan, objective, document, readFile)
  if (missing.size > 0) throw new StudyFileMissingError({ missing: [...missing] })
  return {
    plan,
    id: await identifyStudy(plan, material),
    setup: { kind: 'automaton', setup, files, timeLimitSeconds },
  }
}
