import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { RuleProgram } from '../../rules/program/program.ts'
import { createProgramBuilder } from '../../rules/program/program-builder.ts'
import { DeviceLimitError } from './errors.ts'
import { buildLaneLayout, type LaneLayout, type PlanePlace } from './lane-layout.ts'

interface Counts {
  readonly components: number
  readonly channels: number
  readonly written: number
  readonly parameters: number
  readonly rules: number
}

function buildProgram({ components, channels, written, parameters, rules }: Counts): RuleProgram {
  const names = (count: number) => Array.from({ length: count }, (_, i) => `plane ${i}`)
  const builder = createProgramBuilder({
    dimensions: 2,
    states: 5,
    components: names(components),
    channels: names(channels),
    parameters: names(parameters),
    rules,
  })
  const own = builder.own()
  const writes = names(channels).map((_, channel) => ({ channel, value: own }))
  return builder.finish(new Array<number>(components + 1).fill(own), writes.slice(0, written))
}

const anyCounts: fc.Arbitrary<Counts> = fc.record({
  components: fc.nat(7),
  channels: fc.nat(16),
  written: fc.nat(16),
  parameters: fc.nat(16),
  rules: fc.constantFrom(1, 3),
})

const listPlaces = ({ components, channels, parameters, rule }: LaneLayout): PlanePlace[] => [
  ...components,
  ...channels,
  ...parameters,
  ...(rule === undefined ? [] : [rule]),
]

const PLENTY = 1000

test('planes lie in banks that a binding takes, and none lies on another', () =>
  fc.assert(
    fc.property(anyCounts, fc.integer({ min: 1, max: 50 }), fc.nat(9), (counts, cells, more) => {
      const limits = {
        maxStorageBufferBindingSize: 4 * cells + more * cells,
        maxStorageBuffersPerShaderStage: PLENTY,
      }
      const layout = buildLaneLayout(buildProgram(counts), cells, limits)
      const taken = new Set<string>()
      for (const { group, bank, firstWord, words } of listPlaces(layout)) {
        expect(firstWord + words).toBeLessThanOrEqual(layout.banks[group][bank]!)
        for (let word = firstWord; word < firstWord + words; word++) {
          const place = `${group} ${bank} ${word}`
          expect(taken.has(place)).toBe(false)
          taken.add(place)
        }
      }
      for (const words of [...layout.banks.state, ...layout.banks.constant]) {
        expect(4 * words).toBeLessThanOrEqual(limits.maxStorageBufferBindingSize)
      }
    }),
  ))

test('what no tick changes is bound but once', () => {
  const counts = { components: 1, channels: 3, written: 1, parameters: 2, rules: 2 }
  const limits = { maxStorageBufferBindingSize: 2 ** 20, maxStorageBuffersPerShaderStage: 8 }
  const { channels, parameters, rule, components } = buildLaneLayout(
    buildProgram(counts),
    100,
    limits,
  )
  expect(channels.map(({ group }) => group)).toEqual(['state', 'constant', 'constant'])
  expect(components.map(({ group }) => group)).toEqual(['state', 'state'])
  expect([...parameters, rule!].every(({ group }) => group === 'constant')).toBe(true)
})

test('states take a byte a cell and all else four', () => {
  const counts = { components: 1, channels: 0, written: 0, parameters: 0, rules: 1 }
  const limits = { maxStorageBufferBindingSize: 2 ** 20, maxStorageBuffersPerShaderStage: 8 }
  const { components } = buildLaneLayout(buildProgram(counts), 101, limits)
  expect(components.map(({ words }) => words)).toEqual([26, 101])
})

test('a plane larger than a binding, or too many banks, are refused by the limit’s name', () => {
  const counts = { components: 3, channels: 0, written: 0, parameters: 0, rules: 1 }
  const program = buildProgram(counts)
  const layOut = (bytes: number, buffers: number) => () =>
    buildLaneLayout(program, 100, {
      maxStorageBufferBindingSize: bytes,
      maxStorageBuffersPerShaderStage: buffers,
    })
  expect(layOut(399, 100)).toThrow(DeviceLimitError)
  expect(layOut(399, 100)).toThrow('maxStorageBufferBindingSize of 400')
  // States in one bank and three components in three, twice, and the tables.
  expect(layOut(400, 8)).toThrow('maxStorageBuffersPerShaderStage of 9')
  expect(layOut(400, 9)).not.toThrow()
})
