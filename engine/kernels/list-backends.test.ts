import { expect, test } from 'vitest'
import { TORUS } from '../lattice/topology.ts'
import { parseRule } from '../rules/parse-rule.ts'
import { listBackends } from './list-backends.ts'
import type { Machine } from './machine.ts'

const setupOf = (rule: string, x: number, y: number) => ({
  size: { x, y, z: 1 },
  topology: TORUS,
  rule: parseRule(rule).rule,
  seed: 0n,
})

/** Refusals by name; undefined where nothing is known against a back end. */
async function refusalsOf(setup: ReturnType<typeof setupOf>, machine?: Machine) {
  const offers = await listBackends(setup, machine)
  return Object.fromEntries(offers.map(({ name, refusal }) => [name, refusal]))
}

test('a bounded world is offered what the machine has, and told what it lacks', async () => {
  const machine = {
    now: () => 0,
    gpu: async () => ({ missing: 'it finds no adapter' }),
    gpuJs: () => Promise.reject(new Error('is not built here')),
    webGl2: () => ({ missing: 'the browser has no WebGL2' }),
  }
  expect(await refusalsOf(setupOf('B3/S23', 16, 16), machine)).toEqual({
    wasm: undefined,
    webgpu: 'it finds no adapter',
    gpujs: 'the browser has no WebGL2',
    cpu: undefined,
    reference: undefined,
  })
})

test('a device that is refused is offered with its error', async () => {
  const machine = { now: () => 0, gpu: () => Promise.reject(new Error('the driver is too old')) }
  const { webgpu } = await refusalsOf(setupOf('B3/S23', 16, 16), machine)
  expect(webgpu).toContain('the driver is too old')
})

test('a world without an end is offered HashLife only where it can run it', async () => {
  expect((await refusalsOf(setupOf('B3/S23', 0, 0))).hashlife).toBeUndefined()
  expect((await refusalsOf(setupOf('345/2/4', 0, 0))).hashlife).toEqual(expect.any(String))
  expect((await refusalsOf(setupOf('B3/S23', 0, 16))).hashlife).toEqual(expect.any(String))
})
