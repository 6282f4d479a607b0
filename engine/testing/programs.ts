/**
 * Random worlds for property tests of kernels that run any program: random dataflows over all
 * kinds of nodes, in every topology, with planes of random numbers.
 *
 * The other components are what makes a wrong intermediate visible: their next values are the
 * newest nodes of the program, compared in all their 32 bits.
 */
import fc from 'fast-check'
import type { CreateKernel, KernelSetup } from '../kernels/kernel.ts'
import { countCells, type Size } from '../lattice/size.ts'
import { createSplitMix64 } from '../math/split-mix64.ts'
import { FIELD_LIMIT } from '../rules/program/node-ranges.ts'
import type { PlaneName } from '../rules/program/plane-name.ts'
import type { RuleProgram } from '../rules/program/program.ts'
import { validateProgram } from '../rules/program/validate-program.ts'
import type { Rule } from '../rules/rule.ts'
import { anyLargePlace, anyPlace, anyScope, type Place } from './program-places.ts'
import { anyRecipes, buildFromRecipes } from './program-recipes.ts'

/** A setup with a random program, all its planes, and a number of ticks to run. */
export interface ProgramWorld {
  readonly setup: KernelSetup
  readonly cells: Uint8Array
  /** Every plane the program has beside the state. */
  readonly planes: readonly WrittenPlane[]
  /** Tick of the state to start from; often beyond 32 bits. */
  readonly startTick: number
  readonly ticks: number
}

interface WrittenPlane {
  readonly plane: PlaneName
  readonly values: Int32Array
}

/** A whole state, as somebody outside sees it. */
export interface ProgramState {
  readonly cells: Uint8Array
  readonly planes: readonly Int32Array[]
}

function anyWorldIn(places: fc.Arbitrary<Place>): fc.Arbitrary<ProgramWorld> {
  const anyScopeInPlace = places.chain((place) =>
    anyScope(place).map((scope) => ({ place, scope })),
  )
  const anyStart = fc.constantFrom(2 ** 31 - 1, 2 ** 32 - 1, 2 ** 32 + 5, 2 ** 50)
  return fc
    .record({
      placed: anyScopeInPlace,
      recipes: anyRecipes,
      seed: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      startTick: fc.oneof(fc.nat(9), anyStart),
      ticks: fc.integer({ min: 1, max: 4 }),
    })
    .map(({ placed: { place, scope }, recipes, seed, startTick, ticks }) => {
      const program = validateProgram(buildFromRecipes(scope, recipes))
      return {
        setup: { ...place, rule: ruleOf(program), seed },
        cells: Uint8Array.from(drawPlane(place.size, seed, (draw) => draw % scope.states)),
        planes: drawPlanes(program, place.size, seed),
        startTick,
        ticks,
      }
    })
}

/** Any program in any small world that it fits, run for up to four ticks. */
export const anyProgramWorld: fc.Arbitrary<ProgramWorld> = anyWorldIn(anyPlace)

/** Any program in worlds of some ten thousand cells, which are worth more than one thread. */
export const anyLargeProgramWorld: fc.Arbitrary<ProgramWorld> = anyWorldIn(anyLargePlace)

/** A rule that is nothing but its program. */
export function ruleOf(program: RuleProgram): Rule {
  const { dimensions, states } = program
  return {
    canonical: `random program of ${program.nodes.length} nodes`,
    name: undefined,
    family: 'custom',
    dimensions,
    states,
    program,
  }
}

function drawPlanes(program: RuleProgram, size: Size, seed: bigint): WrittenPlane[] {
  const { components, channels, parameters, rules } = program
  const anyInt = (draw: number) => (draw & 1 ? draw | 0 : (draw >>> 16) - 2 ** 15)
  const anyField = (draw: number) => (draw % (2 * FIELD_LIMIT + 1)) - FIELD_LIMIT
  const named = (kind: PlaneName['kind'], names: readonly string[], draw: typeof anyInt) =>
    names.map((name, i) => {
      const planeSeed = seed + BigInt(i + 1) * 1000n + BigInt(kind.length)
      return { plane: { kind, name }, values: drawPlane(size, planeSeed, draw) }
    })
  return [
    ...named('component', components, anyInt),
    ...named('channel', channels, anyField),
    ...named('parameter', parameters, anyInt),
    ...named('rule', rules > 1 ? [''] : [], (draw) => draw % rules),
  ]
}

function drawPlane(size: Size, seed: bigint, value: (draw: number) => number): Int32Array {
  const random = createSplitMix64(seed)
  return new Int32Array(countCells(size)).map(() => {
    random.next()
    return value(random.high)
  })
}

/** The state of a world after its ticks, made in as many calls as `calls` says. */
export async function runProgramWorld(
  createKernel: CreateKernel,
  { setup, cells, planes, startTick, ticks }: ProgramWorld,
  calls = 1,
): Promise<ProgramState> {
  const kernel = await createKernel(setup)
  await kernel.write(cells, startTick)
  for (const { plane, values } of planes) await kernel.writePlane(plane, values)
  for (let call = 0; call < calls; call++) await kernel.advance(ticks)
  const after = new Uint8Array(cells.length)
  await kernel.read(after)
  const planesAfter: Int32Array[] = []
  for (const { plane, values } of planes) {
    const into = new Int32Array(values.length)
    await kernel.readPlane(plane, into)
    planesAfter.push(into)
  }
  kernel.dispose()
  return { cells: after, planes: planesAfter }
}
