/** Where the states of a chunk differ from others. */
import type { WorldBox } from '../../../lattice/world-box.ts'

/** The smallest box of the sites whose states differ from those of an array, or from one state. */
export function differenceOf(
  { x, y, z, size }: WorldBox,
  states: Uint8Array,
  from: Uint8Array | number,
): WorldBox | undefined {
  const differs =
    typeof from === 'number'
      ? (i: number) => states[i] !== from
      : (i: number) => states[i] !== from[i]
  const least = [size.x, size.y, size.z] as [number, number, number]
  const most = [-1, -1, -1] as [number, number, number]
  for (let dz = 0; dz < size.z; dz++) {
    for (let dy = 0; dy < size.y; dy++) {
      const row = size.x * (dy + size.y * dz)
      let first = 0
      while (first < size.x && !differs(row + first)) first++
      if (first === size.x) continue
      let last = size.x - 1
      while (!differs(row + last)) last--
      least[0] = Math.min(least[0], first)
      most[0] = Math.max(most[0], last)
      least[1] = Math.min(least[1], dy)
      most[1] = Math.max(most[1], dy)
      least[2] = Math.min(least[2], dz)
      most[2] = dz
    }
  }
  if (most[0] < 0) return undefined
  return {
    x: x + least[0],
    y: y + least[1],
    z: z + least[2],
    size: {
      x: most[0] - least[0] + 1,
      y: most[1] - least[1] + 1,
      z: most[2] - least[2] + 1,
    },
  }
}

/** The smallest box that holds both. */
export function uniteBoxes(a: WorldBox, b: WorldBox): WorldBox {
  const along = (axis: 'x' | 'y' | 'z') => {
    const from = Math.min(a[axis], b[axis])
    return { from, cells: Math.max(a[axis] + a.size[axis], b[axis] + b.size[axis]) - from }
  }
  const [x, y, z] = [along('x'), along('y'), along('z')]
  return { x: x.from, y: y.from, z: z.from, size: { x: x.cells, y: y.cells, z: z.cells } }
}
