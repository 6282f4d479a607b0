/** The constant tables in a bit-sliced kernel's memory. */
import { type SlicedLayout, VECTOR_BYTES, VECTOR_CELLS } from './sliced-layout.ts'
import type { SlicedPlan } from './sliced-plan.ts'

/** Writes them before any code runs. */
export function fillTables({ layout, map, links }: SlicedPlan, memory: WebAssembly.Memory): void {
  const { vectors } = layout
  new Uint32Array(memory.buffer, map.links, links.length).set(links)
  const masks = new Uint8Array(memory.buffer, map.masks, vectors * VECTOR_BYTES)
  for (let vector = 0; vector < vectors; vector++) {
    const bits = countCellsOf(layout, vector)
    const mask = masks.subarray(vector * VECTOR_BYTES, (vector + 1) * VECTOR_BYTES)
    mask.fill(0xff, 0, bits >> 3)
    if (bits < VECTOR_CELLS) mask[bits >> 3] = (1 << (bits & 7)) - 1
  }
}

/** How many cells a vector of a row holds: its lowest bits. */
function countCellsOf({ size, vectors }: SlicedLayout, vector: number): number {
  return vector < size.x ? 1 + Math.floor((size.x - 1 - vector) / vectors) : 0
}
