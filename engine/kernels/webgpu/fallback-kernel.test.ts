import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createFailingKernel } from '../../testing/failing-kernel.ts'
import { describeFallback } from '../../testing/fallback-conformance.ts'
import { anyLatticeWorld } from '../../testing/lattices.ts'
import { anyProgramWorld } from '../../testing/programs.ts'
import type { Kernel } from '../kernel.ts'
import { createReferenceKernel } from '../reference/reference-kernel.ts'
import { createReferenceLatticeKernel } from '../reference/reference-lattice-kernel.ts'
import { DeviceLostError } from './errors.ts'
import { createFallbackKernel, createLatticeFallback } from './fallback-kernel.ts'

describeFallback(
  'programs',
  {
    worlds: anyProgramWorld,
    createReference: createReferenceKernel,
    wrap: createFallbackKernel,
    writesPartsOfPlanes: false,
  },
  300,
)

describeFallback(
  'lattices',
  {
    worlds: anyLatticeWorld.map(({ setup, cells, planes }) => ({
      setup,
      cells,
      planes: setup.lattice.planes.map(({ plane }, i) => ({ plane, values: planes[i]! })),
    })),
    createReference: createReferenceLatticeKernel,
    wrap: createLatticeFallback,
    writesPartsOfPlanes: true,
  },
  150,
)

describe('what takes over', () => {
  const [world] = fc.sample(anyProgramWorld, { numRuns: 1, seed: 7 })
  const { setup, cells } = world!

  /** A kernel whose device goes at its second call, and what has become of the one that takes over. */
  function create(change: (fallback: Kernel) => Partial<Kernel>) {
    const counts = { made: 0, ended: 0, notices: 0 }
    const kernel = createFallbackKernel(
      createFailingKernel(
        createReferenceKernel(setup),
        2,
        new DeviceLostError({ reason: 'unplugged' }),
      ),
      () => {
        counts.made++
        const reference = createReferenceKernel(setup)
        const fallback: Kernel = {
          backend: 'reference',
          write: (...args) => reference.write(...args),
          advance: (ticks) => reference.advance(ticks),
          read: (...args) => reference.read(...args),
          writePlane: (...args) => reference.writePlane(...args),
          readPlane: (...args) => reference.readPlane(...args),
          dispose: () => counts.ended++,
        }
        return { ...fallback, ...change(fallback) }
      },
      setup,
      () => counts.notices++,
    )
    return { kernel, counts }
  }

  test('is ended where it cannot, and asked for again at the next call', async () => {
    let isBroken = true
    const { kernel, counts } = create((fallback) => ({
      advance(ticks) {
        if (isBroken) throw new Error('no memory')
        return fallback.advance(ticks)
      },
    }))
    await kernel.write(cells, 0)
    await expect(kernel.advance(3)).rejects.toThrow('no memory')
    expect(counts).toEqual({ made: 1, ended: 1, notices: 0 })
    isBroken = false
    await kernel.advance(3)
    expect(counts).toEqual({ made: 2, ended: 1, notices: 1 })
    const expected = createReferenceKernel(setup)
    await expected.write(cells, 0)
    await expected.advance(3)
    const [found, wanted] = [new Uint8Array(cells.length), new Uint8Array(cells.length)]
    await Promise.all([kernel.read(found), expected.read(wanted)])
    expect(found).toEqual(wanted)
  })

  test('is ended where the kernel was disposed meanwhile', async () => {
    const { kernel, counts } = create((fallback) => ({
      async advance(ticks) {
        kernel.dispose()
        await fallback.advance(ticks)
      },
    }))
    await kernel.write(cells, 0)
    await expect(kernel.advance(3)).rejects.toThrow(DeviceLostError)
    expect(counts).toEqual({ made: 1, ended: 1, notices: 0 })
  })
})
