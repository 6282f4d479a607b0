/** The chapter that runs a world on two back ends and compares every hash. */
import { runOnTwo } from '../../session/two-back-ends.ts'
import { useRunStore } from '../../state/run-store.ts'
import type { ReplayRow } from '../../state/tour-store.ts'
import type { TourStage } from './tour-stage.ts'

const BACKENDS = ['wasm', 'reference'] as const
const TICKS = [0, 10, 20, 30, 40] as const

/** Plays it. */
export async function playReplay(stage: TourStage): Promise<void> {
  await stage.open('pyroclastic')
  const { source } = useRunStore.getState()
  if (source === undefined) return
  let rows: readonly ReplayRow[] = TICKS.map((tick) => ({ tick, hashes: [undefined, undefined] }))
  const isDone = () => rows.every(({ hashes }) => !hashes.includes(undefined))
  const show = () => stage.show({ kind: 'replay', backends: BACKENDS, rows })
  show()
  const running = new AbortController()
  try {
    const twins = runOnTwo(
      source,
      BACKENDS,
      TICKS,
      (side, tick, hash) => {
        rows = rows.map((row) => (row.tick === tick ? withHash(row, side, hash) : row))
        if (!running.signal.aborted) show()
      },
      running.signal,
    )
    let isOver = false
    const end = () => {
      isOver = true
    }
    void twins.then(end, end)
    await stage.tell(
      'Two engines run this world from its seed, now, in this page: one compiled to WebAssembly for speed, one written to be obviously right.',
    )
    await stage.until(() => isOver)
    const isEqual = isDone() && rows.every(({ hashes: [a, b] }) => a === b)
    await stage.tell(
      isEqual
        ? 'Every SHA-256 of the state agrees. That is how a run is proved: whoever has the scenario comes to the same bits, on any machine, at any tick.'
        : 'They do not agree: one of the two is wrong, and the quality gate would name the first tick and cell at which they part.',
      4,
    )
  } finally {
    running.abort()
  }
}

function withHash(
  { tick, hashes: [left, right] }: ReplayRow,
  side: 0 | 1,
  hash: string,
): ReplayRow {
  return { tick, hashes: side === 0 ? [hash, right] : [left, hash] }
}
