/** A study on disk with all files that its trials read, as it can be sent to a server. */
import { dirname, join, posix, resolve } from 'node:path'
import { encodeBase64 } from '../formats/base64.ts'
import { parseDocument } from '../scenario/parse-document.ts'
import { compileStudy } from '../studies/compile-study.ts'
import { openAutomaton } from '../studies/open-automaton.ts'
import { createFolderReader, readFileBounded } from './files.ts'

export interface SentStudy {
  readonly document: string
  /** In base64, by the paths under which the study names them. */
  readonly files: Readonly<Record<string, string>>
}

const MAX_DOCUMENT_BYTES = 2 ** 20

/**
 * Reads it.
 *
 * @throws {FileAccessError | ScenarioFileError} where a file cannot be read.
 * @throws {ScenarioSyntaxError | StudyInvalidError} where it is no study, or starts programs.
 */
export async function bundleStudy(path: string): Promise<SentStudy> {
  const document = new TextDecoder().decode(await readFileBounded(path, MAX_DOCUMENT_BYTES))
  const plan = compileStudy(parseDocument(document), { allowsCommands: false })
  const { objective } = plan
  if (objective.kind !== 'automaton') return { document, files: {} }
  const { base } = objective
  const root = resolve(dirname(path), objective.root)
  const bytes = base.kind === 'file' ? await createFolderReader(root)(base.path) : undefined
  const written =
    base.kind === 'file' ? parseDocument(new TextDecoder().decode(bytes)) : base.document
  const folder = base.kind === 'file' ? posix.dirname(base.path) : '.'
  const readFile = createFolderReader(join(root, folder))
  const { material } = await openAutomaton(plan, objective, written, readFile)
  const read = Object.entries(material.files).map(
    ([name, content]) => [posix.join(folder, name), content] as const,
  )
  const own = base.kind === 'file' ? [[base.path, bytes!] as const] : []
  const files = [...own, ...read].map(([name, content]) => [name, encodeBase64(content)])
  return { document, files: Object.fromEntries(files) }
}
