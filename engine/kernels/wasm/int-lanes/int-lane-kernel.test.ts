import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyProgramWorld, runProgramWorld } from '../../../testing/programs.ts'
import { createReferenceKernel } from '../../reference/reference-kernel.ts'
import { createIntLaneKernel } from './int-lane-kernel.ts'

test('any program does in any world what the reference kernel does', async () => {
  await fc.assert(
    fc.asyncProperty(anyProgramWorld, async (world) => {
      const expected = await runProgramWorld(createReferenceKernel, world)
      expect(await runProgramWorld(createIntLaneKernel, world)).toEqual(expected)
    }),
    { numRuns: 300 },
  )
})
