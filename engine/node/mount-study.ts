/** A study that was sent with all that its trials read, laid out: nothing of a disk is its own. */
import { posix } from 'node:path'
import { parseDocument } from '../scenario/parse-document.ts'
import { findPathFault } from '../scenario/scenario-path.ts'
import { compileStudy } from '../studies/compile-study.ts'
import { readBundledFile, readStudyBundle, type StudyBundle } from '../studies/study-bundle.ts'
import type { AutomatonPlan, StudyPlan } from '../studies/study-plan.ts'
import type { OpenStudy } from './open-study.ts'

export interface MountedStudy {
  readonly plan: StudyPlan
  /** Undefined for trainings. */
  readonly automaton:
    | {
        readonly objective: AutomatonPlan
        /** The scenario that is varied. */
        readonly document: unknown
        /** By their paths from that scenario. */
        readonly files: Readonly<Record<string, Uint8Array>>
      }
    | undefined
}

/**
 * Reads a bundle.
 *
 * @throws {ScenarioSyntaxError} where it is no document.
 * @throws {StudyInvalidError} listing the faults of all its parts; starting programs is one.
 * @throws {ScenarioFileError} where its scenario was not sent with it, or a file is no base64.
 */
export function mountStudy(text: string): MountedStudy {
  const bundle = readStudyBundle(text)
  const plan = compileStudy(bundle.document, { allowsCommands: false })
  const { objective } = plan
  if (objective.kind !== 'automaton') return { plan, automaton: undefined }
  const { base } = objective
  const isFile = base.kind === 'file'
  const document = isFile
    ? parseDocument(new TextDecoder().decode(readBundledFile(bundle, base.path)))
    : base.document
  const files = filesFrom(bundle, isFile ? posix.dirname(base.path) : '.')
  return { plan, automaton: { objective, document, files } }
}

function filesFrom(bundle: StudyBundle, folder: string): Readonly<Record<string, Uint8Array>> {
  const entries = Object.keys(bundle.files).flatMap((path) => {
    const name = posix.relative(folder, path)
    return findPathFault(name) === undefined ? [[name, readBundledFile(bundle, path)] as const] : []
  })
  return Object.fromEntries(entries)
}

/** A study that was accepted before, with what makes its trials. It is not looked at again. */
export function openAcceptedStudy(text: string, id: string): OpenStudy {
  const { plan, automaton } = mountStudy(text)
  const { objective } = plan
  if (automaton !== undefined) {
    const { objective: automatonPlan, document, files } = automaton
    const setup = { document, settings: automatonPlan.settings }
    const { timeLimitSeconds } = automatonPlan
    const source = { setup, folder: '.', files, timeLimitSeconds }
    return { plan, id, maker: { kind: 'automaton', plan: automatonPlan, source } }
  }
  if (objective.kind === 'training')
    return { plan, id, maker: { kind: 'training', plan: objective } }
  throw new Error('a study that starts programs is refused when it is compiled')
}
