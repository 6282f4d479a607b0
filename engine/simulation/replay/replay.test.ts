import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeBase64 } from '../../formats/base64.ts'
import { isNamedError } from '../../named-error.ts'
import { anyPaint, lifeText, recordEdited, recordScenario } from '../../testing/recorded-runs.ts'
import { anySavedRun } from '../../testing/saved-runs.ts'
import { tries } from '../../testing/tries.ts'
import { Simulation } from '../simulation.ts'
import { writeStateFile } from '../write-state-file.ts'
import { readReplay } from './read-replay.ts'
import { openReplayRun } from './start-replay.ts'
import { verifyReplay } from './verify-replay.ts'

async function verify(
  bytes: Uint8Array,
  backend: 'reference' | 'cpu' | 'wasm' | 'sparse' | 'auto',
) {
  const replay = await readReplay(bytes)
  return verifyReplay(replay, await openReplayRun(replay), { backend })
}

describe('what was recorded on one back end is verified on others', () => {
  test.each([
    ['flat', 12],
    ['solid', 8],
    ['heated', 8],
    ['endless', 12],
    ['living', 2],
  ] as const)(
    '%s worlds',
    async (kind, numRuns) => {
      const property = fc.asyncProperty(anySavedRun[kind], async (saved) => {
        const { text, endAt: ticks, savedOn, resumedOn, foldsDigests } = saved
        const bytes = await recordScenario(text, {
          backend: savedOn,
          ticks,
          rhythm: 3,
          foldsDigests,
        })
        const replay = await readReplay(bytes)
        const run = await openReplayRun(replay)
        const verdict = await verifyReplay(replay, run, { backend: resumedOn })
        expect(verdict).toMatchObject({ ticks, divergence: undefined })
        expect(replay.end?.tick).toBe(ticks)
      })
      await fc.assert(property, { numRuns: tries(numRuns) })
    },
    60_000,
  )
})

test('what is painted by hand is part of the recording, wherever it is verified', async () => {
  const property = fc.asyncProperty(
    fc.array(anyPaint, { maxLength: 6 }),
    fc.nat(),
    async (edits, seed) => {
      const bytes = await recordEdited(lifeText(seed), edits, { ticks: 14, rhythm: 5 })
      expect((await readReplay(bytes)).inputs).toHaveLength(edits.length)
      for (const backend of ['wasm', 'cpu'] as const) {
        expect(await verify(bytes, backend)).toMatchObject({ ticks: 14, divergence: undefined })
      }
    },
  )
  await fc.assert(property, { numRuns: tries(12) })
})

test('orders to bits are part of it too, refused ones left out', async () => {
  const poke = (tick: number, value: number) =>
    ({ tick, poke: [{ channel: 'heat', box: { at: [1, 1, 1], size: [3, 2, 2] }, value }] }) as never
  const spawn = (tick: number) =>
    ({ tick, spawn: [{ box: { at: [0, 0, 0], size: [3, 3, 3] }, state: 1 }] }) as never
  const terminate = (tick: number) =>
    ({
      tick,
      terminate: [{ box: { at: [2, 0, 0], size: [4, 8, 8] }, reason: 'trampled' }],
    }) as never
  const property = fc.asyncProperty(anySavedRun.living, fc.nat(6), async ({ text }, at) => {
    const edits = [poke(at, 7.5), terminate(at + 1), spawn(at + 2), poke(at + 2, -1)]
    const bytes = await recordEdited(text, edits, { ticks: at + 6, rhythm: 2 })
    expect(await verify(bytes, 'wasm')).toMatchObject({ ticks: at + 6, divergence: undefined })
  })
  await fc.assert(property, { numRuns: tries(3) })
}, 60_000)

test('equal runs are equal files but for the back end they name', async () => {
  const files = []
  for (const backend of ['cpu', 'cpu'] as const) {
    files.push(await recordScenario(lifeText(), { backend, ticks: 20 }))
  }
  expect(files[0]).toEqual(files[1])
})

describe('a file that was changed', () => {
  const lines = async () => {
    const bytes = await recordScenario(lifeText(), { ticks: 24, rhythm: 2 })
    return new TextDecoder().decode(bytes).trimEnd().split('\n')
  }
  const encode = (text: string) => new TextEncoder().encode(text)

  test('is told by the line that was changed', async () => {
    const written = await lines()
    for (const [i, line] of written.entries()) {
      const at = Math.floor(line.length / 2)
      const changed = line.slice(0, at) + (line[at] === '1' ? '2' : '1') + line.slice(at + 1)
      const file = written.with(i, changed).join('\n')
      await expect(readReplay(encode(`${file}\n`))).rejects.toMatchObject({
        details: { line: i + 1 },
      })
    }
  })

  test('or taken out', async () => {
    const written = await lines()
    for (let i = 1; i < written.length - 1; i++) {
      const file = written.toSpliced(i, 1).join('\n')
      await expect(readReplay(encode(`${file}\n`))).rejects.toMatchObject({
        code: 'replay/altered',
        details: { line: i + 1 },
      })
    }
  })

  test('or cut short by a kill, which loses the torn line alone', async () => {
    const file = `${(await lines()).join('\n')}\n`
    const firstEnd = file.indexOf('\n') + 1
    const property = fc.asyncProperty(
      fc.integer({ min: firstEnd, max: file.length }),
      async (end) => {
        const replay = await readReplay(encode(file.slice(0, end)))
        const whole = file.slice(0, end).split('\n').length - 1
        const { marks, keyframes } = replay
        const isEnded = replay.end !== undefined
        expect(1 + marks.length + keyframes.length + (isEnded ? 1 : 0)).toBe(whole)
        expect(replay.tornBytes).toBe(end - (file.slice(0, end).lastIndexOf('\n') + 1))
      },
    )
    await fc.assert(property, { numRuns: 40 })
  })
})

test('anything else is refused by name', async () => {
  const real = await recordScenario(lifeText(), { ticks: 6 })
  const anyFile = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc
      .tuple(fc.nat(real.length - 1), fc.nat(255), fc.nat(real.length))
      .map(([at, byte, end]) => real.with(at, byte).subarray(0, end)),
  )
  const property = fc.asyncProperty(anyFile, async (file) => {
    try {
      await readReplay(file)
    } catch (error) {
      expect(isNamedError(error)).toBe(true)
    }
  })
  await fc.assert(property, { numRuns: tries(300) })
})

describe('where a run departs', () => {
  /** Makes the checks and the end of a file anew, as a forger would. */
  async function forge(bytes: Uint8Array, change: (record: Record<string, unknown>) => object) {
    const { ReplayWriter } = await import('./replay-writer.ts')
    const writer = await ReplayWriter.begin()
    const parts: Uint8Array[] = []
    for (const line of new TextDecoder().decode(bytes).trimEnd().split('\n')) {
      const { check: _, ...record } = JSON.parse(line)
      parts.push(
        record.kind === 'end' ? writer.end(record.tick) : writer.write(change(record) as never),
      )
    }
    return Uint8Array.from(parts.flatMap((part) => [...part]))
  }

  test('a forged mark is told by its tick, and the twin says that the file is to blame', async () => {
    const bytes = await recordScenario(lifeText(), { ticks: 24, rhythm: 4 })
    const forged = await forge(bytes, (record) =>
      record.kind === 'mark' && record.tick === 12
        ? { ...record, digest: '0123456789abcdef' }
        : record,
    )
    expect(await verify(forged, 'wasm')).toMatchObject({
      divergence: {
        tick: 12,
        goodTick: 8,
        blame: 'file',
        what: 'digest',
        expected: '0123456789abcdef',
      },
    })
  })

  test('where no mark is left there is nothing to verify', async () => {
    const bytes = await recordScenario(lifeText(), { ticks: 8 })
    const [header] = new TextDecoder().decode(bytes).split('\n')
    const alone = new TextEncoder().encode(`${header}\n`)
    await expect(verify(alone, 'wasm')).rejects.toThrow(/has no mark/)
  })

  test.each([8, 24])('a keyframe of another state is told, that of tick %i', async (tick) => {
    const bytes = await recordScenario(lifeText(), { ticks: 24, rhythm: 3 })
    const run = await openReplayRun(await readReplay(bytes))
    const simulation = await Simulation.start(run)
    await simulation.advance(tick)
    const state = encodeBase64(await writeStateFile(simulation))
    const cell = { x: 3, y: 5, z: 0, size: { x: 1, y: 1, z: 1 } }
    const now = new Uint8Array(1)
    await simulation.read(cell, now)
    const stroke = { kind: 'fill', box: cell, state: 1 - now[0]! } as const
    await simulation.edit({ kind: 'paint', stroke })
    const other = encodeBase64(await writeStateFile(simulation))
    simulation.dispose()
    expect(other).not.toBe(state)
    const withState = (text: string) =>
      forge(bytes, (record) =>
        record.kind === 'keyframe' && record.tick === tick ? { ...record, state: text } : record,
      )
    expect(await verify(await withState(state), 'wasm')).toMatchObject({ divergence: undefined })
    expect(await verify(await withState(other), 'wasm')).toMatchObject({
      divergence: { tick, what: 'keyframe', blame: 'file', place: { site: [3, 5, 0] } },
    })
    await expect(verify(await withState('AAAA'), 'wasm')).rejects.toMatchObject({
      code: expect.stringMatching(/^(replay|simulation)\//),
    })
  })

  test('another seed in the header is another run', async () => {
    const bytes = await recordScenario(lifeText(), { ticks: 8 })
    const forged = await forge(bytes, (record) =>
      record.kind === 'header' ? { ...record, seed: '77' } : record,
    )
    await expect(verify(forged, 'wasm')).rejects.toMatchObject({ code: 'replay/another-run' })
  })

  test('an input that does not fit is told by its line', async () => {
    const edit = { tick: 2, paint: [{ cells: [[3, 3]], state: 1 }] } as never
    const bytes = await recordEdited(lifeText(), [edit], { ticks: 6, rhythm: 1 })
    const forged = await forge(bytes, (record) =>
      record.kind === 'input'
        ? { ...record, order: { paint: [{ cells: [[99, 3]], state: 1 }] } }
        : record,
    )
    await expect(verify(forged, 'wasm')).rejects.toMatchObject({
      code: 'replay/file',
      details: { line: 4 },
    })
  })
})
