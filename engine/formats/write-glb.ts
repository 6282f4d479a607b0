/**
 * Writes a state as a model: binary glTF 2.0 (`.glb`, https://registry.khronos.org/glTF/specs/2.0/), the
 * surface of the living cells with a material for each state.
 *
 * Faces between living cells are left out, and those in one plane and of one state are joined to rectangles as large as
 * can be. A cell is a meter wide; glTF has y up where worlds have z, so (x, y, z) becomes (x, z, -y). Vertices
 * have no normals: readers then shade flat, as the format asks.
 */
import type { Size } from '../lattice/size.ts'
import { type Faces, listFaces } from './voxel-faces.ts'

export interface ModelSource {
  readonly size: Size
  /** One byte a cell, flat order. */
  readonly cells: Uint8Array
  /** RGBA quadruples by state, sRGB. */
  readonly palette: Uint8Array
  readonly name: string
  /** What is said of it beside the mesh, such as rule and tick. */
  readonly extras: Readonly<Record<string, string | number>>
}

const MAGIC = 0x46546c67
const JSON_CHUNK = 0x4e4f534a
const BINARY_CHUNK = 0x004e4942
const ARRAY_BUFFER = 34962
const ELEMENT_ARRAY_BUFFER = 34963
const FLOAT = 5126
const UNSIGNED_INT = 5125

/** @throws {PictureLimitError} where its surface has more than MAX_MODEL_FACES rectangles. */
export function writeGlb({
  size,
  cells,
  palette,
  name,
  extras,
}: ModelSource): Uint8Array<ArrayBuffer> {
  const surfaces = listFaces(size, cells)
  const bufferViews: object[] = []
  const accessors: object[] = []
  const primitives: object[] = []
  const parts: Uint8Array[] = []
  let byteLength = 0
  const addView = (bytes: Uint8Array, target: number) => {
    bufferViews.push({ buffer: 0, byteOffset: byteLength, byteLength: bytes.length, target })
    parts.push(bytes)
    byteLength += bytes.length
    return bufferViews.length - 1
  }
  for (const [place, faces] of surfaces.entries()) {
    const { positions, indices, min, max } = buildMesh(faces, size)
    const corners = { count: positions.length / 3, type: 'VEC3', min, max }
    const bytesOf = ({ buffer }: { readonly buffer: ArrayBuffer }) => new Uint8Array(buffer)
    accessors.push(
      { bufferView: addView(bytesOf(positions), ARRAY_BUFFER), componentType: FLOAT, ...corners },
      {
        bufferView: addView(bytesOf(indices), ELEMENT_ARRAY_BUFFER),
        ...{ componentType: UNSIGNED_INT, count: indices.length, type: 'SCALAR' },
      },
    )
    primitives.push({
      attributes: { POSITION: 2 * place },
      indices: 2 * place + 1,
      material: place,
    })
  }
  const isEmpty = surfaces.length === 0
  const document = {
    asset: { version: '2.0', generator: 'Thunderline', extras },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [isEmpty ? { name } : { name, mesh: 0 }],
    ...(isEmpty
      ? {}
      : {
          meshes: [{ name, primitives }],
          materials: surfaces.map(({ state }) => ({
            name: `state ${state}`,
            pbrMetallicRoughness: {
              baseColorFactor: [...linearOf(palette.subarray(4 * state, 4 * state + 3)), 1],
              metallicFactor: 0,
              roughnessFactor: 0.9,
            },
          })),
          ...{ accessors, bufferViews, buffers: [{ byteLength }] },
        }),
  }
  return assemble(new TextEncoder().encode(JSON.stringify(document)), parts, byteLength)
}

function assemble(json: Uint8Array, parts: readonly Uint8Array[], binaryBytes: number) {
  const jsonBytes = Math.ceil(json.length / 4) * 4
  const hasBinary = binaryBytes > 0
  const whole = new Uint8Array(12 + 8 + jsonBytes + (hasBinary ? 8 + binaryBytes : 0))
  const view = new DataView(whole.buffer)
  const words = [MAGIC, 2, whole.length, jsonBytes, JSON_CHUNK]
  for (const [place, word] of words.entries()) view.setUint32(4 * place, word, true)
  whole.fill(0x20, 20, 20 + jsonBytes)
  whole.set(json, 20)
  if (!hasBinary) return whole
  let at = 20 + jsonBytes
  view.setUint32(at, binaryBytes, true)
  view.setUint32(at + 4, BINARY_CHUNK, true)
  at += 8
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function buildMesh({ corners, count }: Faces, size: Size) {
  const positions = new Float32Array(12 * count)
  const indices = new Uint32Array(6 * count)
  const min = [Infinity, Infinity, Infinity]
  const max = [-Infinity, -Infinity, -Infinity]
  for (let vertex = 0; vertex < 4 * count; vertex++) {
    const [x, y, z] = [0, 1, 2].map((axis) => corners[3 * vertex + axis]!) as [
      number,
      number,
      number,
    ]
    const moved = [x - size.x / 2, z - size.z / 2, size.y / 2 - y]
    for (const [axis, value] of moved.entries()) {
      positions[3 * vertex + axis] = value
      min[axis] = Math.min(min[axis]!, value)
      max[axis] = Math.max(max[axis]!, value)
    }
  }
  for (let face = 0; face < count; face++) {
    const first = 4 * face
    indices.set([first, first + 1, first + 2, first, first + 2, first + 3], 6 * face)
  }
  return { positions, indices, min, max }
}

/** Colors of materials are linear. */
function linearOf(srgb: Uint8Array): number[] {
  return [...srgb].map((byte) => {
    const value = byte / 255
    const linear = value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
    return Math.round(linear * 1e4) / 1e4
  })
}
