/**
 * Each of the four parameters of physics does something: a world with it, and the same one with its
 * dynamic taken away, differ in a named measure by more than a margin.
 */
import { expect, test } from 'vitest'
import { compileScenario } from '../scenario/compile-scenario.ts'
import { Simulation } from './simulation.ts'

/** The cells, and the planes of one name each, after so many ticks. */
async function runOf(text: string, ticks: number) {
  const run = await compileScenario(text, () => Promise.reject(new Error('no files')))
  const simulation = await Simulation.start(run, { backend: 'wasm' })
  await simulation.advance(ticks)
  const { cells } = await simulation.readState()
  const planes = new Map<string, Int32Array>()
  await simulation.readPlanes((values, { name }) => planes.set(name, values))
  simulation.dispose()
  return { cells, planes }
}

const shareOf = (cells: Uint8Array, state: number) =>
  cells.filter((cell) => cell === state).length / cells.length

/** How well neighbors along x are in step: 1 where all phases are alike, about 0 by chance. */
function localOrder(phases: Int32Array): number {
  const inStep = (i: number) => Math.cos((2 * Math.PI * (phases[i]! - phases[i - 1]!)) / 65536)
  let sum = 0
  for (let i = 1; i < phases.length; i++) sum += inStep(i)
  return sum / (phases.length - 1)
}

const WORLD = `
version: 1
name: Ablation
world: { size: [32, 32], topology: torus }
seed: 41
zones: [{ name: all, box: { size: [32, 32] }, settled: true }]
policies: { use: [permit-all] }
`

const PHASES = (coupling: number) => `${WORLD}
rule: |
  rule({ states: 2, neighborhood: 'von-neumann' }, (state) => state)
physics: { omega: 0.02, coupling: ${coupling} }
metaRules:
  scatter:
    - { when: { of: tick, eq: 0 }, chance: 0.5, then: { drift: { parameter: phi_phase, by: 0.5 } } }
    - { when: { of: tick, eq: 0 }, chance: 0.5, then: { drift: { parameter: phi_phase, by: 0.25 } } }
    - { when: { of: tick, eq: 0 }, chance: 0.5, then: { drift: { parameter: phi_phase, by: 0.125 } } }
bits: [{ box: { size: [32, 32] }, state: 1, metaRules: scatter }]
`

test('phi_phase: coupled phases fall into step with their neighbors, uncoupled ones do not', async () => {
  const [coupled, alone] = await Promise.all([runOf(PHASES(0.25), 200), runOf(PHASES(0), 200)])
  const order = [coupled, alone].map(({ planes }) => localOrder(planes.get('phi_phase')!))
  expect(order[0]! - order[1]!).toBeGreaterThan(0.7)
})

/** Sparks come by chance and are handed on; a bit whose changes are its own goes over to silence. */
const FLOW = (flowRate: number) => `${WORLD}
rule: |
  rule({ states: 3, neighborhood: 'von-neumann' }, (state, neighbors, fields, cell) => {
    if (state > 0) return (state + 1) % 3
    return (cell.random(0) & 15) === 0 ? 1 : 0
  })
rules:
  silent: |
    rule({ states: 3, neighborhood: 'von-neumann' }, () => 0)
physics: { flowRate: ${flowRate} }
metaRules:
  listen: [{ when: { parameter: sigma_flow, lt: -0.1 }, for: 0, then: { switch: silent } }]
bits: [{ box: { size: [32, 32] }, metaRules: listen }]
`

test('sigma_flow: bits that spark by themselves silence themselves, where their flow is measured', async () => {
  const [measured, fixed] = await Promise.all([runOf(FLOW(0.2), 200), runOf(FLOW(0.0003), 200)])
  const sparking = [measured, fixed].map(({ cells }) => 1 - shareOf(cells, 0))
  expect(sparking[1]! - sparking[0]!).toBeGreaterThan(0.05)
})

/** Bits burn where they feel heat; where nothing happens they grow more sensitive, unless fixed. */
const SENSITIVITY = (drift: number) => `${WORLD}
rule: |
  rule({ states: 3, neighborhood: 'von-neumann', channels: ['heat'] }, (state, neighbors, fields) => {
    if (state === 1 && fields.heat > 4000) return 2
    return state
  })
channels: [{ name: heat, start: 0.2, dynamic: { kind: static } }]
metaRules:
  wake: [{ when: { of: state, eq: 1 }, then: { drift: { parameter: lambda_sensitivity, by: ${drift}, high: 0.9 } } }]
bits: [{ box: { size: [32, 32] }, state: 1, metaRules: wake }]
`

test('lambda_sensitivity: bits that learn to feel more burn at a heat that others bear', async () => {
  const [learning, fixed] = await Promise.all([
    runOf(SENSITIVITY(0.005), 100),
    runOf(SENSITIVITY(0.00007), 100),
  ])
  expect(shareOf(learning.cells, 2)).toBe(1)
  expect(shareOf(fixed.cells, 2)).toBe(0)
})

const TRUST = (trustRate: number) => `${WORLD}
rule: |
  rule({ states: 3, neighborhood: 'moore', parameters: ['trust'] }, (state, neighbors, fields, cell) => {
    if (state !== 0) return (cell.random(1) & 63) === 0 ? 0 : state
    if ((cell.random(0) & 15) !== 0) return 0
    return cell.trust > 9000 ? 1 : 2
  })
physics: { trustRate: ${trustRate} }
bits: [{ box: { size: [32, 32] }, state: 2 }]
`

test('trust: steady surroundings make fair traders, where trust is earned', async () => {
  const [earned, fixed] = await Promise.all([runOf(TRUST(0.06), 300), runOf(TRUST(0.0003), 300)])
  expect(shareOf(earned.cells, 1) - shareOf(fixed.cells, 1)).toBeGreaterThan(0.4)
})
