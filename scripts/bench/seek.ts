/** How long going to any tick of a recorded run takes, beside plain running. */

import { createNodeThreads } from '../../engine/node/kernel-threads.ts'
import { loadRun } from '../../engine/simulation/load-run.ts'
import { seek } from '../../engine/simulation/replay/seek-replay.ts'
import { SnapshotStore } from '../../engine/simulation/replay/snapshot-store.ts'
import { Simulation } from '../../engine/simulation/simulation.ts'

const TICKS = 10_000
const SEEKS = 100
/** Ticks between two moments that are offered to the store. */
const OFFER_TICKS = 16

for (const [rule, size] of [
  ['B3/S23', '1024x1024'],
  ['4555', '128x128x64'],
] as const) {
  const run = await loadRun({ kind: 'soup', rule, density: 96, overrides: { size, seed: '1' } })
  const machine = { now: () => performance.now(), threads: createNodeThreads(undefined) }
  const simulation = await Simulation.start(run, { backend: 'wasm', machine })
  const plainFrom = performance.now()
  await simulation.advance(TICKS)
  const plainMs = performance.now() - plainFrom
  await simulation.restart()
  const store = new SnapshotStore()
  const keptFrom = performance.now()
  for (let tick = 0; tick < TICKS; tick += OFFER_TICKS) {
    if (store.wants(tick)) store.add(await simulation.takeSnapshot())
    await simulation.advance(OFFER_TICKS)
  }
  const keptMs = performance.now() - keptFrom
  const times: number[] = []
  let random = 1
  for (let i = 0; i < SEEKS; i++) {
    random = (random * 48271) % 2147483647
    const from = performance.now()
    await seek(simulation, random % (TICKS + 1), store)
    times.push(performance.now() - from)
  }
  times.sort((a, b) => a - b)
  const [median, p99] = [times[SEEKS / 2]!, times[SEEKS - 2]!]
  console.log(
    `${rule} ${size}: seek ${median.toFixed(1)} ms median, ${p99.toFixed(1)} ms p99; ` +
      `${store.ticks.length} moments in ${(store.bytes / 2 ** 20).toFixed(1)} MiB; ` +
      `${TICKS} ticks take ${plainMs.toFixed(0)} ms, with moments kept ${keptMs.toFixed(0)} ms`,
  )
  simulation.dispose()
}
process.exit(0)
