/** A lattice on a device: banks of planes, and the shaders that a tick takes. */

import type { BufferLimits } from '../../forge/wgsl/lane-layout.ts'
import { buildLaneShader, type LaneShader } from '../../forge/wgsl/lane-shader.ts'
import {
  bankName,
  buildLatticeLayout,
  firstWordsOf,
  type LatticeLayout,
  type LatticeStep,
} from '../../forge/wgsl/lattice-layout.ts'
import { countCells } from '../../lattice/size.ts'
import type { LatticePass } from '../../rules/program/lattice-program.ts'
import { optimizePass } from '../../rules/program/optimize-pass.ts'
import { blankOf } from '../lattice-check.ts'
import type { LatticeSetup } from '../lattice-kernel.ts'
import {
  assertTablesFit,
  bindBuffers,
  type CompiledShader,
  compileShader,
} from './compile-shader.ts'
import type { DeviceCalls } from './device-calls.ts'
import type { Refusal } from './gpu-world.ts'
import { createTables, PLANE_USAGE } from './lane-buffers.ts'
import { OwnedBuffers } from './owned-buffers.ts'
import {
  type PlaneSpot,
  readNumbers,
  readStates,
  writeNumbers,
  writeStates,
} from './plane-access.ts'
import { countOperations } from './program-work.ts'
import { createStepBlocks, writeBlockOf } from './step-blocks.ts'
import { createTickRunner, type Pass, type TickRunner, type UniformBlocks } from './tick-runner.ts'
import { MAX_READ_WORDS, WordAccess } from './word-access.ts'

/** Words of a total: the lower, then the upper. */
const TOTAL_WORDS = 2

interface StepShader {
  readonly step: LatticeStep
  readonly shader: LaneShader
  readonly compiled: CompiledShader
}

interface LatticeBuffers {
  readonly banks: readonly GPUBuffer[]
  /** What has been tallied. */
  readonly totals: GPUBuffer
}

/**
 * Builds a lattice whose planes are blank.
 *
 * @throws {DeviceLimitError} when it wants more than the limits allow.
 * @throws {DeviceLostError | DeviceMemoryError} when the device is gone or full.
 */
export async function createLatticeWorld(
  calls: DeviceCalls,
  setup: LatticeSetup,
  limits: BufferLimits,
): Promise<LatticeWorld | Refusal> {
  const passes = setup.lattice.passes.map(optimizePass)
  const cells = countCells(setup.size)
  const layout = buildLatticeLayout(passes, cells, limits)
  const shaders = await compileSteps(calls, setup, layout, limits)
  if ('refusal' in shaders) return shaders
  const owned = new OwnedBuffers(calls)
  try {
    const buffers = await createBuffers(layout, passes, owned)
    const blocks = await createStepBlocks(
      calls,
      shaders.map(({ shader }) => shader),
      owned,
    )
    const steps: Pass[] = []
    for (const shader of shaders) {
      steps.push(await bindStep(calls, shader, buffers, blocks, owned))
    }
    const runner = await createTickRunner(calls, { passes: steps, blocks }, owned)
    const world = new LatticeWorld(calls, owned, layout, buffers, runner)
    await fillBlanks(world, setup, cells)
    return world
  } catch (error) {
    owned.dispose()
    throw error
  }
}

async function compileSteps(
  calls: DeviceCalls,
  setup: LatticeSetup,
  { steps }: LatticeLayout,
  limits: BufferLimits,
): Promise<readonly StepShader[] | Refusal> {
  const shaders: StepShader[] = []
  for (const step of steps) {
    const shader = buildLaneShader({ ...setup, ...step, program: step.pass.program })
    assertTablesFit(shader, limits)
    const compiled = await compileShader(calls, shader)
    if (compiled === undefined) {
      return { refusal: `the device's compiler gives up on the pass ${step.pass.name}` }
    }
    shaders.push({ step, shader, compiled })
  }
  return shaders
}

async function createBuffers(
  { banks }: LatticeLayout,
  passes: readonly LatticePass[],
  owned: OwnedBuffers,
): Promise<LatticeBuffers> {
  const buffers: GPUBuffer[] = []
  for (const words of banks) buffers.push(await owned.create(words, PLANE_USAGE))
  const tallies = passes.flatMap((pass) => pass.tallies).length
  const totals = await owned.create(Math.max(1, TOTAL_WORDS * tallies), PLANE_USAGE)
  return { banks: buffers, totals }
}

async function bindStep(
  calls: DeviceCalls,
  { step, shader, compiled }: StepShader,
  { banks, totals }: LatticeBuffers,
  blocks: UniformBlocks,
  owned: OwnedBuffers,
): Promise<Pass> {
  const tables = await createTables(calls, shader, owned)
  const byName = new Map([
    ['tables', tables],
    ['totals', totals],
    ...banks.map((buffer, bank) => [bankName(bank), buffer] as const),
  ])
  const told = { buffer: blocks.buffer, size: blocks.strideBytes }
  const group = await calls.attempt((device) => {
    return bindBuffers(device, compiled, (name) => byName.get(name)!, told)
  })
  return {
    pipeline: compiled.pipeline,
    groups: [group, group],
    invocations: shader.invocations,
    operations: step.places.cells * countOperations(step.pass.program),
    writeBlock: writeBlockOf(shader),
  }
}

/** Writes what planes hold before anybody writes to them, where it is not the 0 of new buffers. */
async function fillBlanks(world: LatticeWorld, { lattice }: LatticeSetup, cells: number) {
  for (const [i, plane] of lattice.planes.entries()) {
    const blank = blankOf(plane)
    if (blank === 0) continue
    for (let from = 0; from < cells; from += MAX_READ_WORDS) {
      const part = new Int32Array(Math.min(MAX_READ_WORDS, cells - from)).fill(blank)
      await world.writeNumbers(i + 1, part, from)
    }
  }
}

export class LatticeWorld {
  readonly #owned: OwnedBuffers
  readonly #access: WordAccess
  readonly #layout: LatticeLayout
  readonly #buffers: LatticeBuffers
  readonly #runner: TickRunner

  constructor(
    calls: DeviceCalls,
    owned: OwnedBuffers,
    layout: LatticeLayout,
    buffers: LatticeBuffers,
    runner: TickRunner,
  ) {
    this.#owned = owned
    this.#access = new WordAccess(calls, owned)
    this.#layout = layout
    this.#buffers = buffers
    this.#runner = runner
  }

  async writeCells(cells: Uint8Array, firstCell: number): Promise<void> {
    await writeStates(this.#access, this.#locate(0), cells, firstCell)
  }

  async readCells(into: Uint8Array, firstCell: number): Promise<void> {
    await readStates(this.#access, this.#locate(0), into, firstCell)
  }

  /** @param component the number of a plane among those of a pass, 1 or more; here and below. */
  async writeNumbers(component: number, values: Int32Array, firstCell: number): Promise<void> {
    await writeNumbers(this.#access, this.#locate(component), values, firstCell)
  }

  async readNumbers(component: number, into: Int32Array, firstCell: number): Promise<void> {
    await readNumbers(this.#access, this.#locate(component), into, firstCell)
  }

  /** Makes ticks from this one on. */
  async advance(fromTick: number, ticks: number): Promise<void> {
    this.#access.forget()
    await this.#runner.run(fromTick, ticks)
  }

  /** What has been tallied so far, of as many tallies as wanted. */
  async readTotals(count: number): Promise<BigInt64Array> {
    const words = await this.#access.read(this.#buffers.totals, 0, TOTAL_WORDS * count)
    return BigInt64Array.from({ length: count }, (_, i) => {
      const [low, high] = words.subarray(TOTAL_WORDS * i)
      return BigInt.asIntN(64, (BigInt(high!) << 32n) | BigInt(low!))
    })
  }

  dispose(): void {
    this.#owned.dispose()
  }

  /** Where a component lies now. */
  #locate(component: number): PlaneSpot {
    const place = this.#layout.components[component]!
    const firstWord = firstWordsOf(place, 0)[this.#runner.current]
    return { buffer: this.#buffers.banks[place.bank]!, firstWord }
  }
}
