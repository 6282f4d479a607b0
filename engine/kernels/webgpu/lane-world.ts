/** A world of any program on a device: states as bytes, all other planes as words. */
import { DeviceLimitError } from '../../forge/wgsl/errors.ts'
import {
  type BufferLimits,
  buildLaneLayout,
  type LaneLayout,
  type PlanePlace,
} from '../../forge/wgsl/lane-layout.ts'
import { buildLaneShader } from '../../forge/wgsl/lane-shader.ts'
import { countCells } from '../../lattice/size.ts'
import { countLookedAt } from '../../rules/program/node-ranges.ts'
import type { PlaneName } from '../../rules/program/plane-name.ts'
import type { RuleProgram } from '../../rules/program/program.ts'
import { PlaneError } from '../errors.ts'
import { compileShader } from './compile-shader.ts'
import type { DeviceCalls } from './device-calls.ts'
import type { GpuWorld, GpuWorldSetup, Refusal } from './gpu-world.ts'
import { bindLanes, createLaneBuffers, type LaneBuffers } from './lane-buffers.ts'
import { OwnedBuffers } from './owned-buffers.ts'
import { createStepBlocks } from './step-blocks.ts'
import { createTickRunner, type Pass, type TickRunner } from './tick-runner.ts'
import { MAX_READ_WORDS, WordAccess } from './word-access.ts'

/** Operations that a site looked at, and a node, take; rough. */
const SITE_OPERATIONS = 12
const NODE_OPERATIONS = 4

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
  const shader = buildLaneShader({ ...setup, layout })
  if (shader.tables.byteLength > limits.maxStorageBufferBindingSize) {
    const allowed = limits.maxStorageBufferBindingSize
    const wanted = shader.tables.byteLength
    throw new DeviceLimitError({ limit: 'maxStorageBufferBindingSize', allowed, wanted })
  }
  const compiled = await compileShader(calls, shader)
  if (compiled === undefined) return { refusal: "the device's compiler gives up on its shader" }
  const owned = new OwnedBuffers(calls)
  try {
    const buffers = await createLaneBuffers(calls, shader, owned)
    const blocks = await createStepBlocks(calls, shader, owned)
    const groups = await calls.attempt((device): Pass['groups'] => [
      bindLanes(device, compiled, buffers, blocks, 0),
      bindLanes(device, compiled, buffers, blocks, 1),
    ])
    const { pipeline } = compiled
    const passes = [{ pipeline, groups, invocations: shader.invocations }]
    const operations = layout.cells * countOperations(program)
    const runner = await createTickRunner(calls, { passes, operations, blocks }, owned)
    return new LaneWorld(owned, new WordAccess(calls, owned), program, layout, buffers, runner)
  } catch (error) {
    owned.dispose()
    throw error
  }
}

/** Operations of a cell, roughly. */
function countOperations(program: RuleProgram): number {
  return countLookedAt(program) * SITE_OPERATIONS + program.nodes.length * NODE_OPERATIONS
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
    for (const { firstWord, count, firstByte } of listParts(firstCell, cells.length)) {
      const words = new Uint32Array(count)
      const bytes = new Uint8Array(words.buffer)
      const from = Math.max(0, firstByte)
      const end = Math.min(cells.length, firstByte + bytes.length)
      // The words at both ends may hold other cells too.
      const isShared = from > firstByte || end < firstByte + bytes.length
      for (const place of isShared ? [0, count - 1] : []) {
        words.set(await this.#readStates(firstWord + place, 1), place)
      }
      bytes.set(cells.subarray(from, end), from - firstByte)
      const { buffer, at } = this.#locate(this.#layout.components[0]!)
      await this.#access.write(buffer, at + firstWord, words)
    }
  }

  async readCells(into: Uint8Array, firstCell: number): Promise<void> {
    for (const { firstWord, count, firstByte } of listParts(firstCell, into.length)) {
      const words = await this.#readStates(firstWord, count)
      const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength)
      const from = Math.max(0, firstByte)
      const end = Math.min(into.length, firstByte + bytes.length)
      into.set(bytes.subarray(from - firstByte, end - firstByte), from)
    }
  }

  async writePlane(name: PlaneName, values: Int32Array): Promise<void> {
    const { buffer, at } = this.#locate(this.#findPlane(name, values))
    for (let from = 0; from < values.length; from += MAX_READ_WORDS) {
      const part = new Int32Array(values.subarray(from, from + MAX_READ_WORDS))
      await this.#access.write(buffer, at + from, part)
    }
  }

  async readPlane(name: PlaneName, into: Int32Array): Promise<void> {
    const { buffer, at } = this.#locate(this.#findPlane(name, into))
    for (let from = 0; from < into.length; from += MAX_READ_WORDS) {
      const count = Math.min(MAX_READ_WORDS, into.length - from)
      into.set(await this.#access.read(buffer, at + from, count), from)
    }
  }

  async advance(fromTick: number, ticks: number): Promise<void> {
    this.#access.forget()
    await this.#runner.run(fromTick, ticks)
  }

  dispose(): void {
    this.#owned.dispose()
  }

  #readStates(firstWord: number, count: number): Promise<Uint32Array> {
    const { buffer, at } = this.#locate(this.#layout.components[0]!)
    return this.#access.read(buffer, at + firstWord, count)
  }

  /** The buffer that a plane lies in now, and its first word there. */
  #locate({ group, bank, firstWord }: PlanePlace): { buffer: GPUBuffer; at: number } {
    const { state, constant } = this.#buffers
    const banks = group === 'state' ? state[this.#runner.current] : constant
    return { buffer: banks[bank]!, at: firstWord }
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

/** Words that cells lie in, in parts that are transferred at once. */
function* listParts(firstCell: number, cells: number) {
  const end = Math.ceil((firstCell + cells) / 4)
  for (let firstWord = Math.floor(firstCell / 4); firstWord < end; firstWord += MAX_READ_WORDS) {
    const count = Math.min(MAX_READ_WORDS, end - firstWord)
    /** Where the first word's first byte lies among the cells; negative before them. */
    yield { firstWord, count, firstByte: 4 * firstWord - firstCell }
  }
}
