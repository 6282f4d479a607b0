/** Things that lineage knows, opened in the scene. */
import { createSha256 } from '../../engine/math/sha256.ts'
import {
  ARTIFACTS_GET,
  ARTIFACTS_READ,
} from '../../engine/resources/operations/artifact-operations.ts'
import { LIST_DESCENDANTS } from '../../engine/resources/operations/lineage-operations.ts'
import { RUNS_GET } from '../../engine/resources/operations/run-operations.ts'
import { RunUnsuitableError } from '../session/server-errors.ts'
import { attempt } from './attempt.ts'
import type { RunController } from './run-controller.ts'
import { askServer, readContent } from './server-desk.ts'
import { fetchSource, openHere } from './server-runs.ts'

/** A larger content is not brought into the page: whoever wants it asks the server by other means. */
const MAX_CONTENT_BYTES = 256 * 1024 * 1024

/** A thing, as far as it is told what to open. */
export interface Openable {
  readonly id: string
  readonly kind: string
  readonly attributes: Readonly<Record<string, unknown>>
}

/** What opening a thing does, as a button says it; undefined where it is nothing that a scene can show. */
export function describeOpening({ kind, attributes }: Openable): string | undefined {
  const { purpose, notation } = attributes
  if (kind === 'run') return purpose === 'automaton' ? 'Open here' : undefined
  if (kind === 'scenario') return 'Open its world'
  if (kind === 'rule') return typeof notation === 'string' ? 'Open on a soup' : undefined
  if (kind === 'artifact') return 'Open its content'
  return undefined
}

/** Opens it in the scene; what goes wrong is shown. */
export async function openThing(run: RunController, thing: Openable): Promise<void> {
  const { kind, id, attributes } = thing
  const key = id.slice(kind.length + 1)
  if (kind === 'run') {
    const served = await attempt('The run was not opened', () =>
      askServer(RUNS_GET, { run_id: key }),
    )
    if (served !== undefined) await openHere(run, served)
  }
  if (kind === 'scenario') {
    const source = await attempt('The scenario was not opened', () => fetchScenario(id))
    if (source !== undefined) await run.open(source, { isPlaying: false }, 'The scenario')
  }
  if (kind === 'rule') await run.openText(String(attributes.notation))
  if (kind === 'artifact') {
    const file = await attempt('The artifact was not opened', () => fetchArtifact(key))
    if (file !== undefined) await run.openFiles([file])
  }
}

/** A scenario is kept with the runs that it was given to: any of them has it. */
async function fetchScenario(node: string): ReturnType<typeof fetchSource> {
  const limits = { max_depth: '1', max_nodes: '50' }
  const { nodes } = await askServer(LIST_DESCENDANTS, { node, ...limits })
  const user = nodes.find(
    ({ kind, attributes }) => kind === 'run' && attributes.purpose === 'automaton',
  )
  if (user === undefined) {
    throw new RunUnsuitableError({ problem: 'no run on this server keeps this scenario' })
  }
  return await fetchSource(await askServer(RUNS_GET, { run_id: user.id.slice('run:'.length) }))
}

/** The content of an artifact as a file, once its hash was found to be that of its name. */
async function fetchArtifact(sha256: string): Promise<File> {
  const { bytes: size, media_type: type, role } = await askServer(ARTIFACTS_GET, { sha256 })
  if (size > MAX_CONTENT_BYTES) {
    throw new RunUnsuitableError({
      problem: `it has ${size} bytes, and ${MAX_CONTENT_BYTES} are taken`,
    })
  }
  const bytes = await readContent(ARTIFACTS_READ, { sha256 })
  const hash = await createSha256()
  hash.update(bytes)
  const found = hash.digestHex()
  if (found !== sha256) {
    throw new RunUnsuitableError({ problem: `its content has the hash ${found}, not ${sha256}` })
  }
  return new File([bytes], `${role}-${sha256.slice(0, 12)}`, { type })
}
