/** A world of any program on a device: states as bytes, all other planes as words. */
import {
  type BufferLimits,
  buildLaneLayout,
  type LaneLayout,
  type PlanePlace,
  placesOf,
} from '../../forge/wgsl/lane-layout.ts'
import { buildLaneShader } from '../../forge/wgsl/lane-shader.ts'
import { countCells } from '../../lattice/size.ts'
import type { PlaneName } from '../../rules/program/plane-name.ts'
import type { RuleProgram } from '../../rules/program/program.ts'
import { PlaneError } from '../errors.ts'
import { assertTablesFit, compileShader } from './compile-shader.ts'
import type { DeviceCalls } from './device-calls.ts'
import type { GpuWorld, GpuWorldSetup, Refusal } from './gpu-world.ts'
import { bindLanes, createLaneBuffers, type LaneBuffers } from './lane-buffers.ts'
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
import { createTickRunner, type Pass, type TickRunner } from './tick-runner.ts'
import { WordAccess } from './word-access.ts'

/** The limits of a device that decide where planes lie. */
export function bufferLimitsOf({ limits }: GPUDevice): BufferLimits {
  const { maxStorageBufferBindingSize, maxBufferSize, maxStorageBuffersPerShaderStage } = limits
  return {
    maxStorageBufferBindingSize: Math.min(maxStorageBufferBindingSize, maxBufferSize),
    maxStorageBuffersPerShaderStage,
  }
}

/**
 * Builds a world of a program.
 *
 * @throws {DeviceLimitError} when it wants more than the limits allow.
 * @throws {DeviceLostError | DeviceMemoryError} when the device is gone or full.
 */
export async function createLaneWorld(
  calls: DeviceCalls,
  setup: GpuWorldSetup,
  limits: BufferLimits,
): Promise<GpuWorld | Refusal> {
  const { size, program } = setup
  const layout = buildLaneLayout(program, countCells(size), limits)
  const places = placesOf(layout)
  const shader = buildLaneShader({ ...setup, places, tallies: [], firstTotal: 0 })
  assertTablesFit(shader, limits)
  const compiled = await compileShader(calls, shader)
  if (compiled === undefined) return { refusal: "the device's compiler gives up on its shader" }
  const owned = new OwnedBuffers(calls)
  try {
    const buffers = await createLaneBuffers(calls, layout, shader, owned)
    const blocks = await createStepBlocks(calls, [shader], owned)
    const groups = await calls.attempt((device): Pass['groups'] => [
      bindLanes(device, compiled, buffers, blocks, 0),
      bindLanes(device, compiled, buffers, blocks, 1),
    ])
    const pass: Pass = {
      pipeline: compiled.pipeline,
      groups,
      invocations: shader.invocations,
      operations: layout.cells * countOperations(program),
      writeBlock: writeBlockOf(shader),
    }
    const runner = await createTickRunner(calls, { passes: [pass], blocks }, owned)
    return new LaneWorld(owned, new WordAccess(calls, owned), program, layout, buffers, runner)
  } catch (error) {
    owned.dispose()
    throw error
  }
}

class LaneWorld implements GpuWorld {
  readonly #owned: OwnedBuffers
  readonly #access: WordAccess
  readonly #program: RuleProgram
  readonly #layout: LaneLayout
  readonly #buffers: LaneBuffers
  readonly #runner: TickRunner

  constructor(
    owned: OwnedBuffers,
    access: WordAccess,
    program: RuleProgram,
    layout: LaneLayout,
    buffers: LaneBuffers,
    runner: TickRunner,
  ) {
    this.#owned = owned
    this.#access = access
    this.#program = program
    this.#layout = layout
    this.#buffers = buffers
    this.#runner = runner
  }

  async writeCells(cells: Uint8Array, firstCell: number): Promise<void> {
    await writeStates(this.#access, this.#spotOfStates(), cells, firstCell)
  }

  async readCells(into: Uint8Array, firstCell: number): Promise<void> {
    await readStates(this.#access, this.#spotOfStates(), into, firstCell)
  }

  async writePlane(name: PlaneName, values: Int32Array): Promise<void> {
    await writeNumbers(this.#access, this.#locate(this.#findPlane(name, values)), values, 0)
  }

  async readPlane(name: PlaneName, into: Int32Array): Promise<void> {
    await readNumbers(this.#access, this.#locate(this.#findPlane(name, into)), into, 0)
  }

  async advance(fromTick: number, ticks: number): Promise<void> {
    this.#access.forget()
    await this.#runner.run(fromTick, ticks)
  }

  dispose(): void {
    this.#owned.dispose()
  }

  #spotOfStates(): PlaneSpot {
    return this.#locate(this.#layout.components[0]!)
  }

  /** The buffer that a plane lies in now, and its first word there. */
  #locate({ group, bank, firstWord }: PlanePlace): PlaneSpot {
    const { state, constant } = this.#buffers
    const banks = group === 'state' ? state[this.#runner.current] : constant
    return { buffer: banks[bank]!, firstWord }
  }

  #findPlane(name: PlaneName, values: Int32Array): PlanePlace {
    const { components, channels, parameters } = this.#program
    const layout = this.#layout
    const places: Readonly<Record<PlaneName['kind'], readonly [string, PlanePlace | undefined][]>> =
      {
        component: components.map((component, i) => [component, layout.components[i + 1]]),
        channel: channels.map((channel, i) => [channel, layout.channels[i]]),
        parameter: parameters.map((parameter, i) => [parameter, layout.parameters[i]]),
        rule: [['', layout.rule]],
      }
    const place = places[name.kind].find(([known]) => known === name.name)?.[1]
    if (place === undefined || values.length !== layout.cells) throw new PlaneError(name)
    return place
  }
}
