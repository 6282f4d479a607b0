/** Runs that are recorded in memory, with edits by hand at random ticks. */
import fc from 'fast-check'
import type { BackendName } from '../kernels/kernel.ts'
import type { EditEvent } from '../protocol/inspect-api.ts'
import { EditLog } from '../simulation/edit-log.ts'
import { loadRun } from '../simulation/load-run.ts'
import { Recording } from '../simulation/replay/recording.ts'
import { ReplayRecorder, type ReplaySink } from '../simulation/replay/replay-recorder.ts'
import { writeHeader } from '../simulation/replay/write-header.ts'
import { writeRecording } from '../simulation/replay/write-recording.ts'
import { runToProbes } from '../simulation/run-to-probes.ts'
import { Simulation } from '../simulation/simulation.ts'

/** Keeps what is appended. */
export function createMemorySink(): ReplaySink & { bytes(): Uint8Array<ArrayBuffer> } {
  let kept: Uint8Array<ArrayBuffer> = new Uint8Array(0)
  return {
    async append(bytes) {
      const joined = new Uint8Array(kept.length + bytes.length)
      joined.set(kept)
      joined.set(bytes, kept.length)
      kept = joined
    },
    bytes: () => kept,
  }
}

export interface RecordOptions {
  readonly backend?: BackendName
  readonly ticks: number
  readonly rhythm?: number
  readonly keyframeRhythm?: number
  readonly foldsDigests?: boolean
}

/** Records the run of a scenario's text as the command line does. */
export async function recordScenario(
  text: string,
  options: RecordOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const { backend = 'cpu', ticks, rhythm = 4, keyframeRhythm = 8, foldsDigests = false } = options
  const source = { kind: 'scenario', text, files: {} } as const
  const simulation = await Simulation.start(await loadRun(source), { backend, foldsDigests })
  try {
    const sink = createMemorySink()
    const plan = { ticks, rhythm, keyframeRhythm }
    const recorder = await ReplayRecorder.begin(await writeHeader(simulation, source), sink, plan)
    const quiet = { probes: [], onTick: () => {}, now: () => 0 }
    await runToProbes(simulation, { ...quiet, ticks, visitors: [recorder] })
    await recorder.end(simulation)
    return sink.bytes()
  } finally {
    simulation.dispose()
  }
}

/** Records a run as somebody plays it who edits it by hand; edits that are refused are none. */
export async function recordEdited(
  text: string,
  edits: readonly EditEvent[],
  { backend = 'reference', ticks, rhythm = 4 }: RecordOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const source = { kind: 'scenario', text, files: {} } as const
  const simulation = await Simulation.start(await loadRun(source), { backend })
  try {
    const recording = new Recording()
    const log = new EditLog()
    for (let tick = 0; ; tick++) {
      for (const { tick: at, ...order } of edits) {
        if (at !== tick) continue
        const [[kind, [placed]]] = Object.entries(order) as [[string, [{ fill?: object }]]]
        const { fill, ...rest } = placed
        await log
          .apply(simulation, [{ kind, ...rest, ...(fill && { box: fill }) } as never])
          .catch(() => {})
        recording.didEdit(tick)
      }
      if (tick % rhythm === 0) await recording.mark(simulation)
      if (tick === ticks) break
      await simulation.advance(1)
    }
    return await writeRecording(simulation, { source, edits: log.events, recording })
  } finally {
    simulation.dispose()
  }
}

/** A small world of Life; `seed` makes it another. */
export const lifeText = (seed = 1, size: readonly number[] = [24, 16]): string =>
  JSON.stringify({
    version: 1,
    name: 'Life',
    world: { size },
    seed,
    rule: 'B3/S23',
    initial: [{ soup: { density: 90 } }],
  })

/** Painting by hand in a world of 8 by 8 or more. */
export const anyPaint: fc.Arbitrary<EditEvent> = fc
  .record({ tick: fc.nat(12), x: fc.nat(7), y: fc.nat(7), state: fc.constantFrom(0, 1) })
  .map(({ tick, x, y, state }) => ({ tick, paint: [{ cells: [[x, y]], state }] }) as EditEvent)
