/** The buffers of a world of lanes: banks of planes in two sets, constant banks, and tables. */
import { type BankGroup, bankNames, type LaneLayout } from '../../forge/wgsl/lane-layout.ts'
import type { LaneShader } from '../../forge/wgsl/lane-shader.ts'
import { bindBuffers, type CompiledShader } from './compile-shader.ts'
import type { DeviceCalls } from './device-calls.ts'
import { BUFFER_USAGE } from './gpu-numbers.ts'
import type { OwnedBuffers } from './owned-buffers.ts'
import type { UniformBlocks } from './tick-runner.ts'

/** What planes and tables lie in. */
export const PLANE_USAGE = BUFFER_USAGE.storage | BUFFER_USAGE.copySource | BUFFER_USAGE.copyTarget

/** The buffers of a world of lanes. */
export interface LaneBuffers {
  readonly tables: GPUBuffer
  /** State banks, by which of the two sets they belong to. */
  readonly state: readonly [readonly GPUBuffer[], readonly GPUBuffer[]]
  readonly constant: readonly GPUBuffer[]
}

/**
 * Makes the buffers of a shader, with its tables in them.
 *
 * @param owned gets them, and frees them.
 * @throws {DeviceLostError | DeviceMemoryError} when the device is gone or full.
 */
export async function createLaneBuffers(
  calls: DeviceCalls,
  { banks }: LaneLayout,
  shader: LaneShader,
  owned: OwnedBuffers,
): Promise<LaneBuffers> {
  const createAll = async (group: BankGroup) => {
    const buffers: GPUBuffer[] = []
    for (const words of banks[group]) buffers.push(await owned.create(words, PLANE_USAGE))
    return buffers
  }
  return {
    tables: await createTables(calls, shader, owned),
    state: [await createAll('state'), await createAll('state')],
    constant: await createAll('constant'),
  }
}

/**
 * Makes the buffer of a shader's tables, with them in it.
 *
 * @throws {DeviceLostError | DeviceMemoryError} when the device is gone or full.
 */
export async function createTables(
  calls: DeviceCalls,
  { tables }: LaneShader,
  owned: OwnedBuffers,
): Promise<GPUBuffer> {
  const buffer = await owned.create(tables.length, PLANE_USAGE)
  await calls.attempt(({ queue }) => queue.writeBuffer(buffer, 0, tables))
  return buffer
}

/** Binds the banks, reading those of one set and writing those of the other. */
export function bindLanes(
  device: GPUDevice,
  compiled: CompiledShader,
  { tables, state, constant }: LaneBuffers,
  blocks: UniformBlocks,
  current: 0 | 1,
): GPUBindGroup {
  const byName = new Map([['tables', tables]])
  for (const [bank, buffer] of state[current].entries()) {
    const { source, target } = bankNames('state', bank)
    byName.set(source, buffer)
    byName.set(target, state[current === 0 ? 1 : 0][bank]!)
  }
  for (const [bank, buffer] of constant.entries()) {
    byName.set(bankNames('constant', bank).source, buffer)
  }
  const step = { buffer: blocks.buffer, size: blocks.strideBytes }
  return bindBuffers(device, compiled, (name) => byName.get(name)!, step)
}
