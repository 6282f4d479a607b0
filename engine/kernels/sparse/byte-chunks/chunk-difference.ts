/** Where the states of a chunk differ from others. */
import type { WorldBox } from '../../../lattice/world-box.ts'

/** The smallest box of the sites whose states differ from others of the same box. */
export function differenceOf(
  { x, y, z, size }: WorldBox,
  states: Uint8Array,
  others: Uint8Array,
): WorldBox | undefined {
  let [left, top, front] = [size.x, size.y, size.z]
  let [right, bottom, back] = [-1, -1, -1]
  for (let dz = 0, row = 0; dz < size.z; dz++) {
    for (let dy = 0; dy < size.y; dy++, row += size.x) {
      let first = 0
      while (first < size.x && states[row + first] === others[row + first]) first++
      if (first === size.x) continue
      let last = size.x - 1
      // What lies between the outermost differences so far is of no interest.
      while (last > right && states[row + last] === others[row + last]) last--
      left = Math.min(left, first)
      right = Math.max(right, last)
      top = Math.min(top, dy)
      bottom = Math.max(bottom, dy)
      front = Math.min(front, dz)
      back = dz
    }
  }
  if (right < 0) return undefined
  return {
    x: x + left,
    y: y + top,
    z: z + front,
    size: { x: right - left + 1, y: bottom - top + 1, z: back - front + 1 },
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
