import { expect, test } from 'vitest'
import { readReplay } from '../simulation/replay/read-replay.ts'
import { openReplayRun } from '../simulation/replay/start-replay.ts'
import { verifyReplay } from '../simulation/replay/verify-replay.ts'
import { connectInProcess } from '../testing/connect-in-process.ts'
import { lifeText, recordScenario } from '../testing/recorded-runs.ts'
import { unwrap } from '../testing/unwrap.ts'

const source = { kind: 'scenario', text: lifeText(), files: {} } as const
const paint = (x: number) => [{ kind: 'paint', cells: [[x, 3]], state: 1 }] as never

async function verify(bytes: Uint8Array) {
  const replay = await readReplay(bytes)
  return verifyReplay(replay, await openReplayRun(replay), { backend: 'reference' })
}

test('what is played, painted, undone and gone back in is saved as it would be repeated', async () => {
  const simulation = connectInProcess()
  unwrap(await simulation.load(source))
  for (const x of [3, 4, 5]) {
    unwrap(await simulation.step(7))
    unwrap(await simulation.edit(paint(x)))
  }
  unwrap(await simulation.step(9))
  const edits = unwrap(await simulation.listEdits())
  unwrap(await simulation.replaceEdits(edits.slice(0, 2)))
  unwrap(await simulation.runTo(33))
  const hash = unwrap(await simulation.hash()).stateHash
  unwrap(await simulation.runTo(10))
  const bytes = unwrap(await simulation.saveReplay())
  const replay = await readReplay(bytes)
  expect(replay).toMatchObject({ lastTick: 33, inputs: [{ tick: 7 }, { tick: 14 }] })
  expect(replay.marks.some(({ tick }) => tick > 21)).toBe(true)
  expect(await verify(bytes)).toMatchObject({ ticks: 33, divergence: undefined })
  unwrap(await simulation.runTo(33))
  expect(unwrap(await simulation.hash()).stateHash).toBe(hash)
})

test('a recording that is opened is compared as it plays', async () => {
  const simulation = connectInProcess()
  unwrap(await simulation.load(source))
  unwrap(await simulation.step(5))
  unwrap(await simulation.edit(paint(3)))
  unwrap(await simulation.step(5))
  const bytes = unwrap(await simulation.saveReplay())
  const opened = unwrap(await simulation.openReplay(bytes))
  expect(opened).toMatchObject({ lastTick: 10, isComplete: true, edits: [{ tick: 5 }] })
  unwrap(await simulation.runTo(10))
  const frame = (await simulation.takeFrame(-1))!
  expect(frame.replay?.marks).toBeGreaterThan(0)
  expect(frame.replay).toMatchObject({ verified: frame.replay?.marks, divergedAt: undefined })
  unwrap(await simulation.runTo(2))
  unwrap(await simulation.edit(paint(9)))
  unwrap(await simulation.step(8))
  expect(await verify(unwrap(await simulation.saveReplay()))).toMatchObject({
    divergence: undefined,
  })
})

test('the mark of the first state is compared before anything is played', async () => {
  const simulation = connectInProcess()
  const bytes = await recordScenario(lifeText(), { ticks: 8 })
  unwrap(await simulation.openReplay(bytes))
  const standing = async () => (await simulation.takeFrame(-1))!.replay
  expect(await standing()).toMatchObject({ verified: 1, marks: 3, divergedAt: undefined })
  unwrap(await simulation.step(8))
  expect(await standing()).toMatchObject({ verified: 3, divergedAt: undefined })
})

test('a file that is none is refused, and what ran stays', async () => {
  const simulation = connectInProcess()
  unwrap(await simulation.load(source))
  expect(await simulation.openReplay(Uint8Array.of(1, 2))).toMatchObject({
    ok: false,
    failure: { code: 'replay/file' },
  })
  expect(unwrap(await simulation.step(1)).tick).toBe(1)
})
