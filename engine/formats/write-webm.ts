/**
 * Puts a video that a browser has encoded into a WebM file (https://www.webmproject.org/docs/container/): one
 * track, a cluster at each key picture, and the list of clusters by which players seek.
 */
import { PictureLimitError } from './errors.ts'
import { MAX_VIDEO_BLOCKS } from './limits.ts'

export interface VideoBlock {
  readonly bytes: Uint8Array
  readonly isKey: boolean
  /** When it is shown, from the start. */
  readonly atMs: number
}

export interface VideoSource {
  readonly codec: 'V_VP8' | 'V_VP9'
  readonly width: number
  readonly height: number
  /** In the order of their times; the first is a key picture. */
  readonly blocks: readonly VideoBlock[]
  readonly durationMs: number
}

/** A block tells its time after its cluster's in 16 bits with a sign. */
const MAX_CLUSTER_MS = 30_000

const ID = {
  header: 0x1a45dfa3,
  segment: 0x18538067,
  info: 0x1549a966,
  tracks: 0x1654ae6b,
  cues: 0x1c53bb6b,
  cluster: 0x1f43b675,
} as const

/** @throws {PictureLimitError} for no blocks, or more than MAX_VIDEO_BLOCKS. */
export function writeWebm({
  codec,
  width,
  height,
  blocks,
  durationMs,
}: VideoSource): Uint8Array<ArrayBuffer> {
  if (blocks.length === 0 || blocks.length > MAX_VIDEO_BLOCKS) {
    throw new PictureLimitError({ what: 'pictures', found: blocks.length, limit: MAX_VIDEO_BLOCKS })
  }
  const header = element(ID.header, [
    whole(0x4286, 1),
    whole(0x42f7, 1),
    whole(0x42f2, 4),
    whole(0x42f3, 8),
    text(0x4282, 'webm'),
    whole(0x4287, 4),
    whole(0x4285, 2),
  ])
  const info = element(ID.info, [
    whole(0x2ad7b1, 1_000_000),
    real(0x4489, durationMs),
    text(0x4d80, 'Thunderline'),
    text(0x5741, 'Thunderline'),
  ])
  const video = element(0xe0, [whole(0xb0, width), whole(0xba, height)])
  const track = [whole(0xd7, 1), whole(0x73c5, 1), whole(0x83, 1), text(0x86, codec), video]
  const tracks = element(ID.tracks, [element(0xae, track)])
  const clusters = groupBlocks(blocks).map((group) => ({ group, bytes: writeCluster(group) }))
  // Places are counted from the first byte within the segment; the list of them has the same length whatever they are.
  const before = info.length + tracks.length
  const placed = (cuesLength: number) => {
    let at = before + cuesLength
    const points = clusters.map(({ group, bytes }) => {
      const place = element(0xb7, [whole(0xf7, 1), whole(0xf1, at, 8)])
      at += bytes.length
      return element(0xbb, [whole(0xb3, Math.round(group[0]!.atMs), 8), place])
    })
    return element(ID.cues, points)
  }
  const cues = placed(placed(0).length)
  const segment = element(ID.segment, [info, tracks, cues, ...clusters.map(({ bytes }) => bytes)])
  return join([header, segment])
}

function groupBlocks(blocks: readonly VideoBlock[]): readonly (readonly VideoBlock[])[] {
  const groups: VideoBlock[][] = []
  for (const block of blocks) {
    const last = groups.at(-1)
    const isFar = last !== undefined && block.atMs - last[0]!.atMs > MAX_CLUSTER_MS
    if (last === undefined || block.isKey || isFar) groups.push([block])
    else last.push(block)
  }
  return groups
}

function writeCluster(group: readonly VideoBlock[]): Uint8Array {
  const startMs = Math.round(group[0]!.atMs)
  return element(ID.cluster, [
    whole(0xe7, startMs),
    ...group.map(({ bytes, isKey, atMs }) => {
      const after = Math.round(atMs) - startMs
      const head = Uint8Array.of(0x81, after >> 8, after & 255, isKey ? 0x80 : 0)
      return element(0xa3, [head, bytes])
    }),
  ])
}

/** An element: its id, the length of its content in eight bytes, its content. */
function element(id: number, content: readonly Uint8Array[]): Uint8Array {
  const length = content.reduce((sum, part) => sum + part.length, 0)
  const size = new Uint8Array(8)
  new DataView(size.buffer).setBigUint64(0, BigInt(length))
  size[0] = 1
  return join([bytesOfId(id), size, ...content])
}

function bytesOfId(id: number): Uint8Array {
  const bytes = [24, 16, 8, 0].map((shift) => (id >>> shift) & 255)
  return Uint8Array.from(bytes.slice(bytes.findIndex((byte) => byte !== 0)))
}

function whole(id: number, value: number, bytes = 4): Uint8Array {
  const data = new Uint8Array(8)
  new DataView(data.buffer).setBigUint64(0, BigInt(value))
  return element(id, [data.subarray(8 - bytes)])
}

function real(id: number, value: number): Uint8Array {
  const data = new Uint8Array(8)
  new DataView(data.buffer).setFloat64(0, value)
  return element(id, [data])
}

const text = (id: number, value: string) => element(id, [new TextEncoder().encode(value)])

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}
