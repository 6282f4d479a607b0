/** Which parts of a world without an end have to be read: those in which anything is filled. */
import { intersectBoxes, type WorldBox } from '../../lattice/world-box.ts'
import { BLOCK_ROWS } from './fold-code.ts'

/** Columns side by side, and what is filled in them. */
export interface FilledColumns {
  /** Holds all boxes. */
  readonly bounds: WorldBox
  readonly boxes: readonly WorldBox[]
}

/** Groups boxes, cut to what they have in common with `bounds`, that touch or overlap along x. */
export function groupColumns(
  bounds: WorldBox,
  boxes: Iterable<WorldBox>,
): readonly FilledColumns[] {
  const inside = Array.from(boxes, (box) => intersectBoxes(bounds, box))
    .filter((box) => box !== undefined)
    .toSorted((a, b) => a.x - b.x)
  const groups: { end: number; readonly boxes: WorldBox[] }[] = []
  for (const box of inside) {
    const end = box.x + box.size.x
    const last = groups.at(-1)
    if (last === undefined || box.x > last.end) groups.push({ end, boxes: [box] })
    else {
      last.boxes.push(box)
      last.end = Math.max(last.end, end)
    }
  }
  return groups.map((group) => ({ bounds: boundsOf(group.boxes), boxes: group.boxes }))
}

function boundsOf(boxes: readonly WorldBox[]): WorldBox {
  const along = (axis: 'x' | 'y' | 'z') => {
    let [start, end] = [Infinity, -Infinity]
    for (const box of boxes) {
      start = Math.min(start, box[axis])
      end = Math.max(end, box[axis] + box.size[axis])
    }
    return { start, cells: end - start }
  }
  const [x, y, z] = [along('x'), along('y'), along('z')]
  const size = { x: x.cells, y: y.cells, z: z.cells }
  return { x: x.start, y: y.start, z: z.start, size }
}

/**
 * The blocks of 64 rows of a box in which anything is filled, those of each layer counted from its
 * first row on and after those of the layer before.
 */
export function listFilledBlocks(box: WorldBox, boxes: readonly WorldBox[]): ReadonlySet<number> {
  const blocks = new Set<number>()
  const blocksPerLayer = Math.ceil(box.size.y / BLOCK_ROWS)
  for (const other of boxes) {
    const shared = intersectBoxes(box, other)
    if (shared === undefined) continue
    const first = Math.floor((shared.y - box.y) / BLOCK_ROWS)
    const last = Math.floor((shared.y + shared.size.y - 1 - box.y) / BLOCK_ROWS)
    for (let layer = shared.z - box.z; layer < shared.z + shared.size.z - box.z; layer++) {
      for (let block = first; block <= last; block++) blocks.add(layer * blocksPerLayer + block)
    }
  }
  return blocks
}
