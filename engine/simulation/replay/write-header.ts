/** The header of a recording: all that it takes to make the run again. */
import type { RunSource } from '../../protocol/simulation-api.ts'
import { identifyRun } from '../run-identity.ts'
import type { Simulation } from '../simulation.ts'
import { ENGINE_VERSION } from './engine-version.ts'
import { REPLAY_FORMAT, REPLAY_VERSION, type ReplayHeader } from './replay-record.ts'
import { writeSource } from './replay-source.ts'

export async function writeHeader(
  { run, backend }: Simulation,
  source: RunSource,
): Promise<ReplayHeader> {
  return {
    kind: 'header',
    format: REPLAY_FORMAT,
    version: REPLAY_VERSION,
    engine: ENGINE_VERSION,
    backend,
    title: run.title,
    seed: `${run.seed}`,
    identity: await identifyRun(run),
    packs: (run.packs ?? []).map(({ name, version, hash }) => ({ name, version, hash })),
    source: writeSource(source),
  }
}
