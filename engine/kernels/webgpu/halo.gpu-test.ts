import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { buildBitLayout, rowIndexOf } from '../../forge/wgsl/bit-layout.ts'
import { buildHaloShader } from '../../forge/wgsl/halo-shader.ts'
import { createSiteResolver } from '../../lattice/site-resolver.ts'
import { countCells } from '../../lattice/size.ts'
import { createSplitMix64 } from '../../math/split-mix64.ts'
import { requestDevice } from '../../testing/gpu-device.ts'
import { listRowParts, packRow, viewCells, wordOfRow } from './bit-rows.ts'
import { bindBuffers, compileShader } from './compile-shader.ts'
import { DeviceCalls } from './device-calls.ts'
import { BUFFER_USAGE } from './gpu-numbers.ts'
import { OwnedBuffers } from './owned-buffers.ts'
import { createTickRunner, type Pass } from './tick-runner.ts'
import { WordAccess } from './word-access.ts'

const device = await requestDevice()
const calls = new DeviceCalls(device)
afterAll(() => device.destroy())

const anyHalo = fc
  .record({
    x: fc.oneof(fc.integer({ min: 1, max: 70 }), fc.constantFrom(31, 32, 33, 64, 96)),
    y: fc.integer({ min: 1, max: 6 }),
    z: fc.integer({ min: 1, max: 3 }),
    reachX: fc.constantFrom(0, 1, 2, 31, 32, 40),
    reachY: fc.integer({ min: 0, max: 7 }),
    reachZ: fc.integer({ min: 0, max: 2 }),
    rows: fc.constantFrom(1, 2, 4),
    kind: fc.constantFrom('torus' as const, 'cross-surface' as const),
    seed: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  })
  .map((any) => (any.kind === 'torus' ? any : { ...any, z: 1, reachZ: 0 }))

test('every bit of the halo is that of the site its coordinates name', () =>
  fc.assert(
    fc.asyncProperty(anyHalo, async ({ x, y, z, reachX, reachY, reachZ, rows, kind, seed }) => {
      const size = { x, y, z }
      const reach = { x: reachX, y: reachY, z: reachZ }
      const layout = buildBitLayout(size, reach, rows, 1)
      const random = createSplitMix64(seed)
      const cells = new Uint8Array(countCells(size)).map(() => {
        random.next()
        return random.low & 1
      })
      // What lies outside the box is noise before it is filled.
      const words = new Uint32Array(layout.planeWords).map(() => {
        random.next()
        return random.high
      })
      for (const part of listRowParts(layout, 0, cells.length)) {
        packRow(viewCells(cells), 0, part, words, wordOfRow(layout, part.row))
      }
      const filled = await fillHalo(layout, { kind }, words)
      const resolve = createSiteResolver(size, { kind })
      const wrong: string[] = []
      for (let dz = -reachZ; dz < z + reachZ; dz++) {
        for (let dy = -reachY; dy < y + reachY; dy++) {
          for (let dx = -reachX; dx < x + reachX; dx++) {
            const word = filled[rowIndexOf(layout, dy, dz) + Math.floor(dx / 32)]!
            const found = (word >>> (dx & 31)) & 1
            if (found !== cells[resolve(dx, dy, dz)]) wrong.push(`${dx}, ${dy}, ${dz}`)
          }
        }
      }
      expect(wrong).toEqual([])
    }),
    { numRuns: 30 },
  ))

async function fillHalo(
  layout: Parameters<typeof buildHaloShader>[0],
  topology: Parameters<typeof buildHaloShader>[1],
  words: Uint32Array<ArrayBuffer>,
): Promise<Uint32Array> {
  const shader = buildHaloShader(layout, topology)
  if (shader === undefined) return words
  const compiled = (await compileShader(calls, shader))!
  const owned = new OwnedBuffers(calls)
  const usage = BUFFER_USAGE.storage | BUFFER_USAGE.copySource | BUFFER_USAGE.copyTarget
  const plane = await owned.create(words.length, usage)
  const access = new WordAccess(calls, owned)
  await access.write(plane, 0, words)
  const group = bindBuffers(calls.device, compiled, () => plane)
  const pass: Pass = {
    pipeline: compiled.pipeline,
    groups: [group, group],
    invocations: shader.invocations,
    operations: 1,
  }
  const plan = { passes: [pass], blocks: undefined }
  const runner = await createTickRunner(calls, plan, owned)
  await runner.run(0, 1)
  const filled = await access.read(plane, 0, words.length)
  owned.dispose()
  return filled
}
