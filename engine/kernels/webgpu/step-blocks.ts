/** The uniform blocks of a lane shader: what each step is told of its tick. */
import { DeviceLimitError } from '../../forge/wgsl/errors.ts'
import {
  type LaneShader,
  STEP_CORNER_WORDS,
  STEP_HEAD_WORDS,
} from '../../forge/wgsl/lane-shader.ts'
import type { DeviceCalls } from './device-calls.ts'
import { BUFFER_USAGE, WORD_BYTES } from './gpu-numbers.ts'
import type { OwnedBuffers } from './owned-buffers.ts'
import { MAX_PARTS, type UniformBlocks } from './tick-runner.ts'

/**
 * Makes the buffer of uniform blocks.
 *
 * @param owned gets the buffer, and frees it.
 * @throws {DeviceLimitError} when the program has too many kinds of blocks.
 * @throws {DeviceLostError | DeviceMemoryError} when the device is gone or full.
 */
export async function createStepBlocks(
  calls: DeviceCalls,
  { blocks }: LaneShader,
  owned: OwnedBuffers,
): Promise<UniformBlocks> {
  const words = STEP_HEAD_WORDS + STEP_CORNER_WORDS * blocks.length
  const alignment = calls.device.limits.minUniformBufferOffsetAlignment
  const strideBytes = Math.ceil((words * WORD_BYTES) / alignment) * alignment
  const allowed = calls.device.limits.maxUniformBufferBindingSize
  if (strideBytes > allowed) {
    const limit = 'maxUniformBufferBindingSize'
    throw new DeviceLimitError({ limit, allowed, wanted: strideBytes })
  }
  const buffer = await owned.create(
    (MAX_PARTS * strideBytes) / WORD_BYTES,
    BUFFER_USAGE.uniform | BUFFER_USAGE.copyTarget,
  )
  return {
    buffer,
    strideBytes,
    write(into, tick, firstInvocation) {
      into[0] = tick | 0
      into[1] = firstInvocation
      for (const [i, { corners }] of blocks.entries()) {
        into.set(corners[tick % corners.length]!, STEP_HEAD_WORDS + STEP_CORNER_WORDS * i)
      }
    },
  }
}
