/** The uniform blocks of lane shaders: what each step is told of its tick. */
import { DeviceLimitError } from '../../forge/wgsl/errors.ts'
import {
  countBlockHeadWords,
  type LaneShader,
  STEP_CORNER_WORDS,
  STEP_HEAD_WORDS,
} from '../../forge/wgsl/lane-shader.ts'
import type { DeviceCalls } from './device-calls.ts'
import { BUFFER_USAGE, WORD_BYTES } from './gpu-numbers.ts'
import type { OwnedBuffers } from './owned-buffers.ts'
import { MAX_PARTS, type UniformBlocks, type WriteBlock } from './tick-runner.ts'

type ToldShader = Pick<LaneShader, 'offsets' | 'blocks'>

/**
 * Makes the buffer of uniform blocks that some shaders share.
 *
 * @param owned gets the buffer, and frees it.
 * @throws {DeviceLimitError} when a program has too many kinds of blocks.
 * @throws {DeviceLostError | DeviceMemoryError} when the device is gone or full.
 */
export async function createStepBlocks(
  calls: DeviceCalls,
  shaders: readonly ToldShader[],
  owned: OwnedBuffers,
): Promise<UniformBlocks> {
  const words = Math.max(STEP_HEAD_WORDS, ...shaders.map(countBlockWords))
  const { limits } = calls.device
  const alignment = limits.minUniformBufferOffsetAlignment
  const strideBytes = Math.ceil((words * WORD_BYTES) / alignment) * alignment
  const allowed = limits.maxUniformBufferBindingSize
  if (strideBytes > allowed) {
    const limit = 'maxUniformBufferBindingSize'
    throw new DeviceLimitError({ limit, allowed, wanted: strideBytes })
  }
  const buffer = await owned.create(
    (MAX_PARTS * strideBytes) / WORD_BYTES,
    BUFFER_USAGE.uniform | BUFFER_USAGE.copyTarget,
  )
  return { buffer, strideBytes }
}

function countBlockWords(shader: ToldShader): number {
  return countBlockHeadWords(shader) + STEP_CORNER_WORDS * shader.blocks.length
}

/** What tells a shader of each step it makes. */
export function writeBlockOf(shader: ToldShader): WriteBlock {
  const { offsets, blocks } = shader
  const firstCorner = countBlockHeadWords(shader)
  return (words, { tick, firstInvocation, current }) => {
    words[0] = tick | 0
    words[1] = firstInvocation
    for (const [i, offset] of offsets.entries()) words[STEP_HEAD_WORDS + i] = offset[current]
    for (const [i, { corners }] of blocks.entries()) {
      words.set(corners[tick % corners.length]!, firstCorner + STEP_CORNER_WORDS * i)
    }
  }
}
