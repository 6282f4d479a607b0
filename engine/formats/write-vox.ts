/** Writes a MagicaVoxel model: SIZE, XYZI and a palette; the state is the color index. */
import { formatSize, type Size } from '../lattice/size.ts'
import { UnrepresentablePatternError } from './errors.ts'
import { MAX_VOX_AXIS_CELLS } from './limits.ts'
import { type PatternSource, statesOf } from './pattern-source.ts'

/** The version that every reader knows. */
const VOX_VERSION = 150
const FILE_HEADER_BYTES = 8
const CHUNK_HEADER_BYTES = 12
const SIZE_BYTES = 12
const PALETTE_BYTES = 1024

/** @throws {UnrepresentablePatternError} where an axis is longer than MAX_VOX_AXIS_CELLS. */
export function assertVoxAxes(size: Size): void {
  if (Math.max(size.x, size.y, size.z) <= MAX_VOX_AXIS_CELLS) return
  throw new UnrepresentablePatternError({
    format: 'vox',
    found: `a box of ${formatSize(size)}`,
    expected: `at most ${MAX_VOX_AXIS_CELLS} cells along each axis`,
  })
}

/** @throws {UnrepresentablePatternError} where an axis is longer than MAX_VOX_AXIS_CELLS. */
export function writeVox(source: PatternSource): Uint8Array {
  const { cells, size } = source
  assertVoxAxes(size)
  const count = cells.states.length
  const voxelBytes = 4 + 4 * count
  const childrenBytes = 3 * CHUNK_HEADER_BYTES + SIZE_BYTES + voxelBytes + PALETTE_BYTES
  const bytes = new Uint8Array(FILE_HEADER_BYTES + CHUNK_HEADER_BYTES + childrenBytes)
  const view = new DataView(bytes.buffer)
  let at = 0
  const writeId = (id: string) => {
    for (let i = 0; i < 4; i++) bytes[at++] = id.charCodeAt(i)
  }
  const writeInteger = (value: number) => {
    view.setUint32(at, value, true)
    at += 4
  }
  const beginChunk = (id: string, contentBytes: number, children = 0) => {
    writeId(id)
    writeInteger(contentBytes)
    writeInteger(children)
  }
  writeId('VOX ')
  writeInteger(VOX_VERSION)
  beginChunk('MAIN', 0, childrenBytes)
  beginChunk('SIZE', SIZE_BYTES)
  for (const axis of [size.x, size.y, size.z]) writeInteger(axis)
  beginChunk('XYZI', voxelBytes)
  writeInteger(count)
  for (let i = 0; i < count; i++) {
    bytes[at++] = cells.x[i]!
    bytes[at++] = cells.y[i]!
    bytes[at++] = cells.z[i]!
    bytes[at++] = cells.states[i]!
  }
  beginChunk('RGBA', PALETTE_BYTES)
  bytes.set(buildPalette(statesOf(source)), at)
  return bytes
}

/** Live cells are bright amber; the refractory ones cool down to deep blue, the oldest darkest. */
const LIVE_COLOR = [255, 204, 92]
const OLDEST_COLOR = [38, 52, 120]

/** 256 RGBA colors; entry i - 1 belongs to state i. */
function buildPalette(states: number): Uint8Array {
  const palette = new Uint8Array(PALETTE_BYTES)
  const lastState = Math.max(2, states - 1)
  for (let entry = 0; entry < 256; entry++) {
    const age = Math.min(entry, lastState - 1)
    for (let channel = 0; channel < 3; channel++) {
      const from = LIVE_COLOR[channel]!
      const to = OLDEST_COLOR[channel]!
      palette[4 * entry + channel] = Math.round(from + ((to - from) * age) / (lastState - 1))
    }
    palette[4 * entry + 3] = 255
  }
  return palette
}
