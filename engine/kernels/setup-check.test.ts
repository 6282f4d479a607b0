/** What every kernel that has planes demands of the numbers written to them. */
import { describe, expect, test } from 'vitest'
import { BOX } from '../lattice/topology.ts'
import { createProgramBuilder } from '../rules/program/program-builder.ts'
import { ruleOf } from '../testing/programs.ts'
import { createGpuJsRuntime } from '../worker/gpujs-runtime.ts'
import { CellsError } from './errors.ts'
import { createGpuJsKernel } from './gpujs/gpujs-kernel.ts'
import type { CreateKernel } from './kernel.ts'
import { createReferenceKernel } from './reference/reference-kernel.ts'
import { createIntLaneKernel } from './wasm/int-lanes/int-lane-kernel.ts'

function buildSetup() {
  const head = { dimensions: 1, states: 2, channels: ['heat'], rules: 3 } as const
  const builder = createProgramBuilder(head)
  const rule = ruleOf(builder.finish(builder.own()))
  return { size: { x: 9, y: 1, z: 1 }, topology: BOX, rule, seed: 0n }
}

const HEAT = { kind: 'channel', name: 'heat' } as const
const RULE = { kind: 'rule', name: '' } as const

describe.each<readonly [string, CreateKernel]>([
  ['reference', createReferenceKernel],
  ['int lane', createIntLaneKernel],
  ['gpujs', (setup) => createGpuJsKernel(setup, createGpuJsRuntime('cpu')!)],
])('the %s kernel', (_, createKernel) => {
  test.each([
    [RULE, 3],
    [RULE, -1],
    [HEAT, 131_072],
    [HEAT, -131_072],
  ])('refuses for the plane %j the number %i, and keeps what it had', async (plane, value) => {
    const kernel = await createKernel(buildSetup())
    const values = new Int32Array(9).fill(2)
    await kernel.writePlane(plane, values)
    const faulty = values.with(5, value)
    const write = async () => kernel.writePlane(plane, faulty)
    await expect(write).rejects.toThrow(CellsError)
    await expect(write).rejects.toThrow(`found ${value} at cell 5 of the ${plane.kind} plane`)
    const into = new Int32Array(9)
    await kernel.readPlane(plane, into)
    expect(into).toEqual(values)
    kernel.dispose()
  })
})
