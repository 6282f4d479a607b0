/**
 * Numbers of the WebGPU standard (https://www.w3.org/TR/webgpu/, sections 5.1 and 8.1) that not
 * every machine has as globals.
 */

/** What a buffer may be used for; sums of these. */
export const BUFFER_USAGE = Object.freeze({
  mapRead: 0x1,
  copySource: 0x4,
  copyTarget: 0x8,
  uniform: 0x40,
  storage: 0x80,
})

/** `GPUMapMode.READ`. */
export const MAP_READ = 0x1

/** `GPUShaderStage.COMPUTE`. */
export const COMPUTE_STAGE = 0x4

export const WORD_BYTES = 4
