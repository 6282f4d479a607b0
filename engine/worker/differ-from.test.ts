import { expect, test } from 'vitest'
import type { RunSource } from '../protocol/simulation-api.ts'
import { connectInProcess } from '../testing/connect-in-process.ts'
import { unwrap } from '../testing/unwrap.ts'

const soup = (rule: string, size: string): RunSource => ({
  kind: 'soup',
  rule,
  density: 90,
  overrides: { size, seed: '7', topology: 'torus' },
})

test('a run compared with itself elsewhere never differs, and by its edits as much as they say', async () => {
  const [here, there] = [connectInProcess(), connectInProcess()]
  unwrap(await here.load(soup('B3/S23', '30x20')))
  unwrap(await there.load(soup('B3/S23', '30x20')))
  for (const tick of [0, 1, 9]) {
    unwrap(await here.runTo(tick))
    unwrap(await there.runTo(tick))
    const picture = (await here.takeFrame(-1))!
    const { marks, ...sums } = unwrap(await there.differFrom(picture))
    expect(sums).toEqual({
      ...{ tick, cells: 600, differing: 0, onlyHere: 0, onlyThere: 0, otherwise: 0 },
    })
    expect(new Uint8Array(marks).filter((mark) => mark > 1)).toHaveLength(0)
  }
  unwrap(await here.edit([{ kind: 'paint', box: { size: [30, 20] }, state: 0 }]))
  unwrap(await there.edit([{ kind: 'paint', box: { size: [30, 20] }, state: 0 }]))
  unwrap(
    await here.edit([
      {
        kind: 'paint',
        cells: [
          [3, 4],
          [5, 6],
        ],
        state: 1,
      },
    ]),
  )
  const sums = unwrap(await there.differFrom((await here.takeFrame(-1))!))
  expect(sums).toMatchObject({ differing: 2, onlyHere: 2, onlyThere: 0 })
  expect(new Uint8Array(sums.marks)[3 + 4 * 30]).toBe(2)
})

test('a world of another size is refused by name, and windows of worlds without an end are compared', async () => {
  const [here, there] = [connectInProcess(), connectInProcess()]
  unwrap(await here.load(soup('B3/S23', '30x20')))
  unwrap(await there.load(soup('B3/S23', '20x30')))
  const refused = await there.differFrom((await here.takeFrame(-1))!)
  expect(refused).toMatchObject({ ok: false, failure: { code: 'simulation/sizes-differ' } })
  const glider = (text: string): RunSource => ({
    kind: 'pattern',
    bytes: new TextEncoder().encode(`x = 3, y = 3, rule = B3/S23\n${text}!`),
  })
  unwrap(await here.load(glider('bob$2bo$3o')))
  unwrap(await there.load(glider('')))
  unwrap(await here.runTo(400))
  unwrap(await there.runTo(400))
  const sums = unwrap(await there.differFrom((await here.takeFrame(-1))!))
  expect(sums).toMatchObject({ tick: 400, differing: 5, onlyHere: 5 })
})
