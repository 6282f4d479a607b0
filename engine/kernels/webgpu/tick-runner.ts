/**
 * Sends ticks to a device, several at a time, and knows when they are done.
 *
 * The planes of a world have two places, and which of them holds the state changes with every tick.
 * Ticks are encoded into submissions of bounded work, since a system takes the device
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
  /** Bound buffers, by which of the two places is current. */
  readonly groups: readonly [GPUBindGroup, GPUBindGroup]
  readonly invocations: number
  /** Rough number of its operations. */
  readonly operations: number
  /** Writes what it is told; only a pass that is told where it begins can be cut into parts. */
  readonly writeBlock?: WriteBlock
}

/** Writes the uniform block of a part of a pass. */
export type WriteBlock = (words: Int32Array, part: PassPart) => void

/** A pass in a tick, or as much of it as a submission takes. */
export interface PassPart {
  readonly tick: number
  readonly firstInvocation: number
  /** Which of the two places is current. */
  readonly current: 0 | 1
}

/** What a tick is made of. */
export interface TickPlan {
  /** In order; each sees all that those before it have made. */
  readonly passes: readonly Pass[]
  /** Undefined where no pass is told anything. */
  readonly blocks: UniformBlocks | undefined
}

/** Where passes are told things: blocks that follow each other in a buffer of MAX_PARTS of them. */
export interface UniformBlocks {
  readonly buffer: GPUBuffer
  /** Bytes from one block to the next. */
  readonly strideBytes: number
}

/** Operations of a submission: some tens of milliseconds on a slow device. */
const MAX_OPERATIONS = 2 ** 35

/** Parts of passes in a submission, at most. */
export const MAX_PARTS = 256

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

interface Part extends PassPart {
  readonly pass: Pass
  readonly invocations: number
  readonly operations: number
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

  /** Which of the two places holds the state. */
  get current(): 0 | 1 {
    return this.#current
  }

  /**
   * Makes ticks and waits until the device has made them.
   *
   * @throws {DeviceLostError | DeviceMemoryError} when it has not; the state is then unknown.
   */
  async run(fromTick: number, ticks: number): Promise<void> {
    const underWay: Promise<void>[] = []
    try {
      for (const parts of this.#listSubmissions(fromTick, ticks)) {
        if (underWay.length === MAX_UNDER_WAY) await underWay.shift()
        underWay.push(this.#submit(parts))
      }
    } finally {
      // A failure is that of the oldest; the others fail with it.
      await Promise.all(underWay)
    }
    if (ticks % 2 === 1) this.#current = otherOf(this.#current)
  }

  /** As many parts at a time as are bounded work. */
  *#listSubmissions(fromTick: number, ticks: number): Generator<readonly Part[]> {
    const perTick = this.#plan.passes.flatMap(listParts)
    let parts: Part[] = []
    let operations = 0
    for (let i = 0; i < ticks; i++) {
      const current = i % 2 === 0 ? this.#current : otherOf(this.#current)
      for (const part of perTick) {
        const isFull = parts.length === MAX_PARTS || operations + part.operations > MAX_OPERATIONS
        if (isFull && parts.length > 0) {
          yield parts
          parts = []
          operations = 0
        }
        parts.push({ ...part, tick: fromTick + i, current })
        operations += part.operations
      }
    }
    if (parts.length > 0) yield parts
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
    for (const [i, part] of parts.entries()) {
      part.pass.writeBlock?.(words.subarray(i * strideWords, (i + 1) * strideWords), part)
    }
    device.queue.writeBuffer(blocks.buffer, 0, words)
  }

  #encode(encoder: GPUCommandEncoder, parts: readonly Part[]): void {
    const strideBytes = this.#plan.blocks?.strideBytes ?? 0
    const encoding = encoder.beginComputePass()
    for (const [i, { pass, current, invocations }] of parts.entries()) {
      encoding.setPipeline(pass.pipeline)
      encoding.setBindGroup(0, pass.groups[current], pass.writeBlock ? [i * strideBytes] : [])
      this.#dispatch(encoding, invocations)
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

const otherOf = (current: 0 | 1) => (current === 0 ? 1 : 0)

/** Cuts a pass into parts that are bounded work, as far as it can be cut. */
function listParts(pass: Pass): Omit<Part, 'tick' | 'current'>[] {
  const { invocations, operations, writeBlock } = pass
  const wanted = writeBlock === undefined ? 1 : Math.ceil(operations / MAX_OPERATIONS)
  const each = Math.ceil(invocations / wanted / WORKGROUP_SIZE) * WORKGROUP_SIZE
  return Array.from({ length: Math.ceil(invocations / each) }, (_, i) => {
    const count = Math.min(each, invocations - i * each)
    const share = (operations * count) / invocations
    return { pass, firstInvocation: i * each, invocations: count, operations: share }
  })
}
