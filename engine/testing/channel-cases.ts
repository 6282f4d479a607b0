/** What random worlds with CAChannels have to keep, on any back end. */
import fc from 'fast-check'
import { readStateFile } from '../simulation/read-state-file.ts'
import { type Probe, probe } from '../simulation/run-to-probes.ts'
import { Simulation } from '../simulation/simulation.ts'
import { writeStateFile } from '../simulation/write-state-file.ts'
import { assertSame, type Case } from './case.ts'
import { anySavedRun, compileAlone, type SavedRun } from './saved-runs.ts'

const LOSSES = ['expired', 'no_route', 'full', 'gone']

/**
 * Worlds of two channels whose bits are spawned, suspended, terminated and moved between channels
 * while messages are on their way.
 */
export const listChannelCases = (): Case[] => [
  {
    kind: 'messages: none is lost without a cause, on two back ends alike',
    property: fc.asyncProperty(anySavedRun.living, staysWhole),
  },
  {
    kind: 'messages: a run that is saved, restored or restarted on its way is the same run',
    property: fc.asyncProperty(anySavedRun.living, canBeStopped),
  },
]

async function staysWhole({ text, endAt }: SavedRun): Promise<void> {
  const expected = await lookAt(text, 'reference', endAt)
  const found = await lookAt(text, 'wasm', endAt)
  assertSame(found, expected, 'WebAssembly beside the reference')
  for (const { metrics, tick } of expected) {
    for (const channel of ['street', 'lane']) {
      const count = (name: string) => metrics[`caChannel.${channel}.${name}`]!
      const lost = LOSSES.reduce((sum, cause) => sum + count(`lost.${cause}`), 0)
      const accounted = count('delivered') + lost + count('waiting')
      assertSame(accounted, count('sent'), `what became of messages by tick ${tick}`)
    }
  }
}

async function canBeStopped({ text, saveAt, endAt, savedOn, resumedOn }: SavedRun): Promise<void> {
  const first = await Simulation.start(await compileAlone(text), { backend: savedOn })
  const second = await Simulation.start(await compileAlone(text), { backend: resumedOn })
  try {
    await first.advance(saveAt)
    const file = await writeStateFile(first)
    const there = await probe(first)
    await first.advance(endAt - saveAt)
    const end = await probe(first)
    // Another run may have gone elsewhere before.
    await second.advance(endAt)
    await second.restore(await readStateFile(file, second.run))
    assertSame(await probe(second), there, 'the state that was saved')
    await second.advance(endAt - saveAt)
    assertSame(await probe(second), end, 'the run that went on from a file')
    await first.restart()
    await first.advance(endAt)
    assertSame(await probe(first), end, 'the run that was restarted')
  } finally {
    first.dispose()
    second.dispose()
  }
}

/** Everything that is told of each tick. */
async function lookAt(
  text: string,
  backend: 'reference' | 'wasm',
  endAt: number,
): Promise<Probe[]> {
  const simulation = await Simulation.start(await compileAlone(text), { backend })
  try {
    const seen = [await probe(simulation)]
    for (let tick = 1; tick <= endAt; tick++) {
      await simulation.advance(1)
      seen.push(await probe(simulation))
    }
    return seen
  } finally {
    simulation.dispose()
  }
}
