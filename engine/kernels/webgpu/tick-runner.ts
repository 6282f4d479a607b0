/**
 * Sends ticks to a device, several at a time, and knows when they are done.
 *
 * The planes of a world come in two sets, one to read and one to write, which change places with
 * every tick. Ticks are encoded into submissions of bounded work, since a system takes the device
 * away from whoever keeps it busy for seconds. Two submissions are under way at a time: while one
 * runs, the next is written. Each ends by copying a number that only the device can have copied:
 * its receipt.
 */
import { WORKGROUP_SIZE } from '../../forge/wgsl/shader.ts'
import type { DeviceCalls } from './device-calls.ts'
import { BUFFER_USAGE, MAP_READ, WORD_BYTES } from './gpu-numbers.ts'
import type { OwnedBuffers } from './owned-buffers.ts'

/** One shader over the world. */
export interface Pass {
  readonly pipeline: GPUComputePipeline
  /** Bound buffers, by which set is read. */
  readonly groups: readonly [GPUBindGroup, GPUBindGroup]
  readonly invocations: number
}

/** What a tick is made of. */
export interface TickPlan {
  /** Passes in order; only the last may have uniform blocks, and be cut into parts. */
  readonly passes: readonly Pass[]
  /** Rough number of operations of a tick. */
  readonly operations: number
  readonly blocks: UniformBlocks | undefined
}

/** Numbers that the last pass is told for each part of each tick. */
export interface UniformBlocks {
  readonly buffer: GPUBuffer
  /** Bytes from one block to the next. */
  readonly strideBytes: number
  /** The block of a part that begins at this invocation. */
  write(words: Int32Array, tick: number, firstInvocation: number): void
}

/** Operations of a submission: some tens of milliseconds on a slow device. */
const MAX_OPERATIONS = 2 ** 35

/** Parts of ticks in a submission, at most. */
export const MAX_PARTS = 128

const MAX_UNDER_WAY = 2

/** Buffers through which the device tells that it has done something. */
interface Receipts {
  readonly serial: GPUBuffer
  readonly copies: readonly GPUBuffer[]
}

/**
 * Builds what runs a plan.
 *
 * @param owned gets the few buffers that this needs, and frees them.
 * @throws {DeviceLostError | DeviceMemoryError} when the device is gone or full.
 */
export async function createTickRunner(
  calls: DeviceCalls,
  plan: TickPlan,
  owned: OwnedBuffers,
): Promise<TickRunner> {
  const { mapRead, copySource, copyTarget } = BUFFER_USAGE
  const serial = await owned.create(1, copySource | copyTarget)
  const copies: GPUBuffer[] = []
  while (copies.length < MAX_UNDER_WAY) copies.push(await owned.create(1, mapRead | copyTarget))
  return new TickRunner(calls, plan, { serial, copies })
}

/** A tick, or a part of one that is too much work for a submission. */
interface Part {
  readonly tick: number
  readonly firstInvocation: number
  readonly invocations: number
  readonly isFirst: boolean
  readonly isLast: boolean
}

export class TickRunner {
  readonly #calls: DeviceCalls
  readonly #plan: TickPlan
  readonly #receipts: Receipts
  #serialNumber = 0
  #current: 0 | 1 = 0

  constructor(calls: DeviceCalls, plan: TickPlan, receipts: Receipts) {
    this.#calls = calls
    this.#plan = plan
    this.#receipts = receipts
  }

  /** Which of the two sets holds the state. */
  get current(): 0 | 1 {
    return this.#current
  }

  /**
   * Makes ticks and waits until the device has made them.
   *
   * @throws {DeviceLostError | DeviceMemoryError} when it has not; the state is then unknown.
   */
  async run(fromTick: number, ticks: number): Promise<void> {
    const perTick = this.#partsOfTick()
    const perSubmission = this.#partsPerSubmission(perTick.length)
    const total = perTick.length * ticks
    const underWay: Promise<void>[] = []
    try {
      for (let first = 0; first < total; first += perSubmission) {
        const count = Math.min(perSubmission, total - first)
        const parts = Array.from({ length: count }, (_, i): Part => {
          const tick = fromTick + Math.floor((first + i) / perTick.length)
          return { ...perTick[(first + i) % perTick.length]!, tick }
        })
        if (underWay.length === MAX_UNDER_WAY) await underWay.shift()
        underWay.push(this.#submit(parts))
      }
    } finally {
      // A failure is that of the oldest; the others fail with it.
      await Promise.all(underWay)
    }
  }

  #partsOfTick(): Omit<Part, 'tick'>[] {
    const { operations, passes, blocks } = this.#plan
    const { invocations } = passes.at(-1)!
    const wanted = blocks === undefined ? 1 : Math.ceil(operations / MAX_OPERATIONS)
    const each = Math.ceil(invocations / wanted / WORKGROUP_SIZE) * WORKGROUP_SIZE
    const count = Math.ceil(invocations / each)
    return Array.from({ length: count }, (_, i) => ({
      firstInvocation: i * each,
      invocations: Math.min(each, invocations - i * each),
      isFirst: i === 0,
      isLast: i === count - 1,
    }))
  }

  #partsPerSubmission(partsOfTick: number): number {
    if (partsOfTick > 1) return 1
    return Math.max(1, Math.min(MAX_PARTS, Math.floor(MAX_OPERATIONS / this.#plan.operations)))
  }

  #submit(parts: readonly Part[]): Promise<void> {
    const serial = ++this.#serialNumber
    const receipt = this.#receipts.copies[serial % MAX_UNDER_WAY]!
    return this.#calls.attempt(async (device) => {
      this.#writeBlocks(device, parts)
      device.queue.writeBuffer(this.#receipts.serial, 0, Uint32Array.of(serial))
      const encoder = device.createCommandEncoder()
      this.#encode(encoder, parts)
      encoder.copyBufferToBuffer(this.#receipts.serial, 0, receipt, 0, WORD_BYTES)
      device.queue.submit([encoder.finish()])
      await receipt.mapAsync(MAP_READ)
      const [received] = new Uint32Array(receipt.getMappedRange())
      receipt.unmap()
      if (received !== serial >>> 0) throw new Error(`receipt ${received} for ${serial}`)
    })
  }

  #writeBlocks(device: GPUDevice, parts: readonly Part[]): void {
    const { blocks } = this.#plan
    if (blocks === undefined) return
    const strideWords = blocks.strideBytes / WORD_BYTES
    const words = new Int32Array(parts.length * strideWords)
    for (const [i, { tick, firstInvocation }] of parts.entries()) {
      const block = words.subarray(i * strideWords, (i + 1) * strideWords)
      blocks.write(block, tick, firstInvocation)
    }
    device.queue.writeBuffer(blocks.buffer, 0, words)
  }

  #encode(encoder: GPUCommandEncoder, parts: readonly Part[]): void {
    const { passes, blocks } = this.#plan
    const encoding = encoder.beginComputePass()
    for (const [i, part] of parts.entries()) {
      for (const pass of passes) {
        const isMain = pass === passes.at(-1)
        if (!isMain && !part.isFirst) continue
        const offsets = isMain && blocks !== undefined ? [i * blocks.strideBytes] : []
        encoding.setPipeline(pass.pipeline)
        encoding.setBindGroup(0, pass.groups[this.#current], offsets)
        this.#dispatch(encoding, isMain ? part.invocations : pass.invocations)
      }
      if (part.isLast) this.#current = this.#current === 0 ? 1 : 0
    }
    encoding.end()
  }

  /** Spreads workgroups over a plane where they are more than one axis takes. */
  #dispatch(encoding: GPUComputePassEncoder, invocations: number): void {
    const groups = Math.ceil(invocations / WORKGROUP_SIZE)
    const rows = Math.ceil(groups / this.#calls.device.limits.maxComputeWorkgroupsPerDimension)
    encoding.dispatchWorkgroups(Math.ceil(groups / rows), rows)
  }
}
