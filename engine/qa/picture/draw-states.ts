/** States as pictures: cells of lines and planes as pixels, those of spaces as cubes. */
import { countCells, type Size } from '../../lattice/size.ts'
import type { Picture } from './encode-png.ts'
import { colorIndexOf, VOXEL_LEVELS } from './state-colors.ts'

/** Planes and lines wider than this are shown by their middle. */
export const MAX_PICTURE_CELLS = 320

/** Spaces longer than this are shown coarser. */
const MAX_VOXEL_CELLS = 64

/** Rows of cells, one a tick from the top, as a picture. @param marks colors by cell where they are not those of states. */
export function drawRows(rows: readonly Uint8Array[], colorOf: (state: number) => number): Picture {
  const length = rows[0]?.length ?? 1
  const width = Math.min(length, MAX_PICTURE_CELLS)
  const from = Math.floor((length - width) / 2)
  const pixels = new Uint8Array(width * Math.max(1, rows.length))
  for (const [y, row] of rows.entries()) {
    for (let x = 0; x < width; x++) pixels[width * y + x] = colorOf(row[from + x]!)
  }
  return { width, height: Math.max(1, rows.length), pixels }
}

/** A plane of cells as a picture, a pixel a cell. */
export function drawPlane({ x, y }: Size, cells: Uint8Array, states: number): Picture {
  const height = Math.min(y, MAX_PICTURE_CELLS)
  const fromY = Math.floor((y - height) / 2)
  const rows = Array.from({ length: height }, (_, i) =>
    cells.subarray(x * (fromY + i), x * (fromY + i + 1)),
  )
  return drawRows(rows, (state) => colorIndexOf(state, states))
}

/**
 * A space of cells as cubes, seen from above one of its corners (isometric: a cube is four pixels wide and
 * four high). Two-state cells are colored by how far they are from the middle, others by their state.
 */
export function drawSpace(size: Size, cells: Uint8Array, states: number): Picture {
  const world = shrink(size, cells)
  const { x: sizeX, y: sizeY, z: sizeZ } = world.size
  const width = 2 * (sizeX + sizeY) + 2
  const height = sizeX + sizeY + 2 * sizeZ + 2
  const picture = { width, height, pixels: new Uint8Array(width * height) }
  // Where the upper corner of a site's cube lies.
  const place = (x: number, y: number, z: number) => ({
    left: 2 * (x - y) + 2 * sizeY,
    top: x + y - 2 * z + 2 * sizeZ,
  })
  drawFrame(picture, world.size, place)
  for (let z = 0; z < sizeZ; z++) {
    for (let y = 0; y < sizeY; y++) {
      for (let x = 0; x < sizeX; x++) {
        const state = world.cells[x + sizeX * (y + sizeY * z)]!
        if (state === 0) continue
        const level = states === 2 ? depthLevel(world.size, x, y, z) : stateLevel(state, states)
        const { left, top } = place(x, y, z)
        drawCube(picture, left - 2, top - 2, 2 + 3 * level)
      }
    }
  }
  return picture
}

type Place = (x: number, y: number, z: number) => { readonly left: number; readonly top: number }

/** The edges of the world that lie behind all cells. */
function drawFrame(picture: Picture, { x, y, z }: Size, place: Place): void {
  const line = (from: ReturnType<Place>, to: ReturnType<Place>) => {
    const steps = Math.max(Math.abs(to.left - from.left), Math.abs(to.top - from.top))
    for (let i = 0; i <= steps; i++) {
      const left = Math.round(from.left + ((to.left - from.left) * i) / Math.max(1, steps))
      const top = Math.round(from.top + ((to.top - from.top) * i) / Math.max(1, steps))
      setPixel(picture, left, top, 1)
    }
  }
  const corner = place(0, 0, 0)
  line(corner, place(x, 0, 0))
  line(corner, place(0, y, 0))
  line(corner, place(0, 0, z))
  line(place(x, 0, 0), place(x, y, 0))
  line(place(0, y, 0), place(x, y, 0))
  line(place(x, 0, 0), place(x, 0, z))
  line(place(0, y, 0), place(0, y, z))
  line(place(0, 0, z), place(x, 0, z))
  line(place(0, 0, z), place(0, y, z))
}

/** A cube in 4 by 4 pixels: two rows of its top, then its left and right face. */
function drawCube(picture: Picture, left: number, top: number, color: number): void {
  for (let dx = 0; dx < 4; dx++) {
    if (dx === 1 || dx === 2) setPixel(picture, left + dx, top, color)
    setPixel(picture, left + dx, top + 1, color)
    const face = dx < 2 ? color + 1 : color + 2
    setPixel(picture, left + dx, top + 2, face)
    if (dx === 1 || dx === 2) setPixel(picture, left + dx, top + 3, face)
  }
}

function setPixel({ width, height, pixels }: Picture, x: number, y: number, color: number): void {
  if (x >= 0 && y >= 0 && x < width && y < height) pixels[width * y + x] = color
}

/** 0 in the middle of the world, the last level at its farthest corner. */
function depthLevel(
  { x: sizeX, y: sizeY, z: sizeZ }: Size,
  x: number,
  y: number,
  z: number,
): number {
  const along = (at: number, cells: number) => Math.abs(2 * at + 1 - cells) / cells
  const far = Math.max(along(x, sizeX), along(y, sizeY), along(z, sizeZ))
  return Math.min(VOXEL_LEVELS - 1, Math.floor(far * VOXEL_LEVELS))
}

function stateLevel(state: number, states: number): number {
  return Math.floor(((state - 1) * (VOXEL_LEVELS - 1)) / Math.max(4, states - 2))
}

/** A space with at most `MAX_VOXEL_CELLS` cells an axis: of each block the first cell that is not 0. */
function shrink(
  size: Size,
  cells: Uint8Array,
): { readonly size: Size; readonly cells: Uint8Array } {
  const factor = Math.ceil(Math.max(size.x, size.y, size.z) / MAX_VOXEL_CELLS)
  if (factor === 1) return { size, cells }
  const along = (axis: number) => Math.ceil(axis / factor)
  const small = { x: along(size.x), y: along(size.y), z: along(size.z) }
  const into = new Uint8Array(countCells(small))
  for (let i = 0; i < cells.length; i++) {
    if (cells[i] === 0) continue
    const x = Math.floor((i % size.x) / factor)
    const y = Math.floor((Math.floor(i / size.x) % size.y) / factor)
    const z = Math.floor(Math.floor(i / (size.x * size.y)) / factor)
    into[x + small.x * (y + small.y * z)] ||= cells[i]!
  }
  return { size: small, cells: into }
}
