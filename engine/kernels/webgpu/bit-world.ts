/** A world on a device in planes of bits, 32 cells to a word. */
import type { BitForm } from '../../forge/bit-step.ts'
import type { BitLayout } from '../../forge/wgsl/bit-layout.ts'
import { buildBitStepShader } from '../../forge/wgsl/bit-step-shader.ts'
import { buildHaloShader } from '../../forge/wgsl/halo-shader.ts'
import type { BufferLimits } from '../../forge/wgsl/lane-layout.ts'
import { countCells } from '../../lattice/size.ts'
import type { PlaneName } from '../../rules/program/plane-name.ts'
import { PlaneError } from '../errors.ts'
import {
  type CellBytes,
  listRowParts,
  packRow,
  type RowPart,
  unpackRow,
  viewCells,
  wordOfRow,
} from './bit-rows.ts'
import { bindBuffers, type CompiledShader, compileShader } from './compile-shader.ts'
import type { DeviceCalls } from './device-calls.ts'
import { BUFFER_USAGE, WORD_BYTES } from './gpu-numbers.ts'
import type { GpuWorld, GpuWorldSetup } from './gpu-world.ts'
import { OwnedBuffers } from './owned-buffers.ts'
import { createTickRunner, type Pass, type TickRunner } from './tick-runner.ts'
import { MAX_READ_WORDS, WordAccess } from './word-access.ts'

/** Operations of a pass over the halo, for each of its words; a bound. */
const HALO_OPERATIONS = 1024

/** Worlds of so few words are bit-sliced whatever their shape. */
const MIN_WORDS = 64

type Pair<T> = readonly [T, T]

/**
 * Builds a world of a form in planes of bits; undefined where bytes serve it better: the logic
 * takes too many operations, the world is so thin that it is mostly halo, or a device's binding
 * is too small.
 *
 * @throws {DeviceLostError | DeviceMemoryError} when the device is gone or full.
 */
export async function createBitWorld(
  calls: DeviceCalls,
  { size, topology }: GpuWorldSetup,
  form: BitForm,
  limits: BufferLimits,
): Promise<GpuWorld | undefined> {
  const step = buildBitStepShader(form, size)
  if (step === undefined || !isFitting(step.layout, limits)) return undefined
  const halo = buildHaloShader(step.layout, topology)
  const stepping = await compileShader(calls, step)
  const filling = halo && (await compileShader(calls, halo))
  if (stepping === undefined || (halo !== undefined && filling === undefined)) return undefined
  const owned = new OwnedBuffers(calls)
  try {
    const buffers = await createBuffers(owned, step.layout)
    const passes = await calls.attempt((device) => {
      const stepPass = bindStep(device, stepping, buffers, step.operations)
      return filling === undefined ? [stepPass] : [bindHalo(device, filling, buffers), stepPass]
    })
    const runner = await createTickRunner(calls, { passes, blocks: undefined }, owned)
    return new BitWorld(owned, new WordAccess(calls, owned), step.layout, buffers, runner)
  } catch (error) {
    owned.dispose()
    throw error
  }
}

function bindStep(
  device: GPUDevice,
  step: CompiledShader,
  [even, odd]: Pair<GPUBuffer>,
  operations: number,
): Pass {
  const bind = (source: GPUBuffer, target: GPUBuffer) =>
    bindBuffers(device, step, (name) => (name === 'source' ? source : target))
  const { pipeline, shader } = step
  return {
    pipeline,
    groups: [bind(even, odd), bind(odd, even)],
    invocations: shader.invocations,
    operations: shader.invocations * operations,
  }
}

function bindHalo(device: GPUDevice, halo: CompiledShader, [even, odd]: Pair<GPUBuffer>): Pass {
  const bind = (plane: GPUBuffer) => bindBuffers(device, halo, () => plane)
  const { pipeline, shader } = halo
  return {
    pipeline,
    groups: [bind(even), bind(odd)],
    invocations: shader.invocations,
    operations: shader.invocations * HALO_OPERATIONS,
  }
}

function isFitting({ planeWords, planes, size }: BitLayout, limits: BufferLimits): boolean {
  const isMostlyHalo = planeWords > Math.max(countCells(size), MIN_WORDS)
  return !isMostlyHalo && planeWords * planes * WORD_BYTES <= limits.maxStorageBufferBindingSize
}

async function createBuffers(
  owned: OwnedBuffers,
  { planeWords, planes }: BitLayout,
): Promise<Pair<GPUBuffer>> {
  const words = planeWords * planes
  const usage = BUFFER_USAGE.storage | BUFFER_USAGE.copySource | BUFFER_USAGE.copyTarget
  return [await owned.create(words, usage), await owned.create(words, usage)]
}

class BitWorld implements GpuWorld {
  readonly #owned: OwnedBuffers
  readonly #access: WordAccess
  readonly #layout: BitLayout
  readonly #buffers: Pair<GPUBuffer>
  readonly #runner: TickRunner

  constructor(
    owned: OwnedBuffers,
    access: WordAccess,
    layout: BitLayout,
    buffers: Pair<GPUBuffer>,
    runner: TickRunner,
  ) {
    this.#owned = owned
    this.#access = access
    this.#layout = layout
    this.#buffers = buffers
    this.#runner = runner
  }

  async writeCells(cells: Uint8Array, firstCell: number): Promise<void> {
    const view = viewCells(cells)
    for (const parts of this.#listSpans(firstCell, cells.length)) {
      for (let plane = 0; plane < this.#layout.planes; plane++) {
        await this.#writePart(view, parts, plane)
      }
    }
  }

  async #writePart(cells: CellBytes, parts: readonly RowPart[], plane: number): Promise<void> {
    const { columns, planeWords, size } = this.#layout
    const first = wordOfRow(this.#layout, parts[0]!.row)
    const offset = plane * planeWords
    const words = new Uint32Array(this.#wordsOf(parts))
    // Rows in full need not be known; what lies between them is halo, and made anew.
    for (const { row, length } of [parts[0]!, parts.at(-1)!]) {
      if (length === size.x) continue
      const at = wordOfRow(this.#layout, row)
      words.set(await this.#access.read(this.#buffer, offset + at, columns), at - first)
    }
    for (const part of parts) {
      packRow(cells, plane, part, words, wordOfRow(this.#layout, part.row) - first)
    }
    await this.#access.write(this.#buffer, offset + first, words)
  }

  async readCells(into: Uint8Array, firstCell: number): Promise<void> {
    const { planes, planeWords } = this.#layout
    const view = viewCells(into)
    into.fill(0)
    for (const parts of this.#listSpans(firstCell, into.length)) {
      const first = wordOfRow(this.#layout, parts[0]!.row)
      // With more than two states, the first plane says nothing that the others do not.
      for (let plane = planes === 1 ? 0 : 1; plane < planes; plane++) {
        const at = plane * planeWords + first
        const words = await this.#access.read(this.#buffer, at, this.#wordsOf(parts))
        const value = planes === 1 ? 1 : 2 ** (plane - 1)
        for (const part of parts) {
          unpackRow(words, wordOfRow(this.#layout, part.row) - first, value, part, view)
        }
      }
    }
  }

  async writePlane(plane: PlaneName): Promise<void> {
    throw new PlaneError(plane)
  }

  async readPlane(plane: PlaneName): Promise<void> {
    throw new PlaneError(plane)
  }

  async advance(fromTick: number, ticks: number): Promise<void> {
    this.#access.forget()
    await this.#runner.run(fromTick, ticks)
  }

  dispose(): void {
    this.#owned.dispose()
  }

  /** The one that holds the state now. */
  get #buffer(): GPUBuffer {
    return this.#buffers[this.#runner.current]
  }

  /** Row parts of a range of cells, in groups that are transferred at once. */
  *#listSpans(firstCell: number, count: number): Generator<readonly RowPart[]> {
    let parts: RowPart[] = []
    for (const part of listRowParts(this.#layout, firstCell, count)) {
      if (parts.length > 0 && this.#wordsOf([parts[0]!, part]) > MAX_READ_WORDS) {
        yield parts
        parts = []
      }
      parts.push(part)
    }
    if (parts.length > 0) yield parts
  }

  /** Words from the first row of some parts to the end of the last one's cells. */
  #wordsOf(parts: readonly RowPart[]): number {
    const first = wordOfRow(this.#layout, parts[0]!.row)
    return wordOfRow(this.#layout, parts.at(-1)!.row) + this.#layout.columns - first
  }
}
