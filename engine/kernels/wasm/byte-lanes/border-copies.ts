/**
 * What the border of a plane is copied from, as few records that each stand for many copies.
 *
 * On a torus the strips themselves close the rows they have written, while these are still near;
 * all that is left is to copy whole rows. Other surfaces are asked for site by site.
 */
import { createSiteResolver, OUTSIDE } from '../../../lattice/site-resolver.ts'
import type { Topology } from '../../../lattice/topology.ts'
import { type ByteLayout, placeOf } from './byte-layout.ts'

/** `outer` times `inner` copies of `length` bytes; places are those in a plane. */
export interface BorderCopy {
  readonly target: number
  readonly source: number
  readonly length: number
  readonly inner: Repetition
  readonly outer: Repetition
}

interface Repetition {
  readonly count: number
  /** How far target and source move each time. */
  readonly target: number
  readonly source: number
}

const ONCE: Repetition = Object.freeze({ count: 1, target: 0, source: 0 })

/** Tells whether strips close their rows themselves. */
export function closesRows({ reach }: ByteLayout, topology: Topology): boolean {
  return topology.kind === 'torus' && reach.x > 0
}

/** The copies of a tick, which do not depend on each other. */
export function buildBorderCopies(layout: ByteLayout, topology: Topology): BorderCopy[] {
  switch (topology.kind) {
    case 'box':
      return []
    case 'torus':
      return buildTorusCopies(layout)
    default:
      return buildSurfaceCopies(layout, topology)
  }
}

/** The copies that close all rows of a torus, its left sides first; later ones may need earlier. */
export function buildRowClosings(layout: ByteLayout): BorderCopy[] {
  const { size, reach, strideY, strideZ } = layout
  const everyRow = {
    inner: { count: size.y, target: strideY, source: strideY },
    outer: { count: size.z, target: strideZ, source: strideZ },
  }
  return listClosings(size.x, reach.x).map(({ target, source, length }) => ({
    target: layout.origin + target,
    source: layout.origin + source,
    length,
    ...everyRow,
  }))
}

/** The copies within a row that close it, in order; places are counted from its first cell. */
export function listClosings(
  width: number,
  reachCells: number,
): { readonly target: number; readonly source: number; readonly length: number }[] {
  const closings: { target: number; source: number; length: number }[] = []
  for (let done = 0; done < reachCells; ) {
    const length = largestPower(Math.min(reachCells - done, width, 16))
    const target = -done - length
    closings.push({ target, source: target + width, length })
    closings.push({ target: width + done, source: done, length })
    done += length
  }
  return closings
}

const largestPower = (limit: number) => 2 ** Math.floor(Math.log2(limit))

/** Whole rows, closed before, of the layers and rows beyond the faces. */
function buildTorusCopies(layout: ByteLayout): BorderCopy[] {
  const { size, reach, strideY, strideZ } = layout
  const copies: BorderCopy[] = []
  for (const layers of listImages(size.z, reach.z)) {
    for (const rows of listImages(size.y, reach.y)) {
      if (layers.shift === 0 && rows.shift === 0) continue
      copies.push({
        target: placeOf(layout, -reach.x, rows.from, layers.from),
        source: placeOf(layout, -reach.x, rows.from - rows.shift, layers.from - layers.shift),
        length: size.x + 2 * reach.x,
        inner: { count: rows.count, target: strideY, source: strideY },
        outer: { count: layers.count, target: strideZ, source: strideZ },
      })
    }
  }
  return copies
}

/** The images of an axis that reach into its border, and the axis itself. */
function listImages(
  cells: number,
  reachCells: number,
): { readonly from: number; readonly count: number; readonly shift: number }[] {
  const images: { from: number; count: number; shift: number }[] = []
  const farthest = Math.ceil(reachCells / cells)
  for (let image = -farthest; image <= farthest; image++) {
    const from = Math.max(image * cells, -reachCells)
    const to = Math.min((image + 1) * cells, cells + reachCells)
    images.push({ from, count: to - from, shift: image * cells })
  }
  return images
}

function buildSurfaceCopies(layout: ByteLayout, topology: Topology): BorderCopy[] {
  const { size, reach } = layout
  const { x, y } = reach
  const resolve = createSiteResolver(size, topology)
  const copies: BorderCopy[] = []
  const addRegion = (fromX: number, toX: number, fromY: number, toY: number) => {
    const runs: BorderCopy[] = []
    for (let row = fromY; row < toY; row++) {
      for (let column = fromX; column < toX; column++) {
        const site = resolve(column, row, 0)
        if (site === OUTSIDE) continue
        const target = placeOf(layout, column, row, 0)
        const source = placeOf(layout, site % size.x, Math.floor(site / size.x), 0)
        addCell(runs, target, source)
      }
    }
    copies.push(...joinRuns(runs))
  }
  addRegion(-x, 0, 0, size.y)
  addRegion(size.x, size.x + x, 0, size.y)
  addRegion(-x, size.x + x, -y, 0)
  addRegion(-x, size.x + x, size.y, size.y + y)
  return copies
}

/** Adds the copy of a cell, to the last run where it goes on from there. */
function addCell(runs: BorderCopy[], target: number, source: number): void {
  const last = runs.at(-1)
  const length = last?.length ?? 0
  if (last?.target === target - length && last.source === source - length) {
    runs[runs.length - 1] = { ...last, length: length + 1 }
  } else runs.push({ target, source, length: 1, inner: ONCE, outer: ONCE })
}

/** Makes one record of runs that follow each other at the same distances. */
function joinRuns(runs: readonly BorderCopy[]): BorderCopy[] {
  const joined: BorderCopy[] = []
  for (const run of runs) {
    const last = joined.at(-1)
    if (last?.length === run.length) {
      const { count } = last.inner
      const target = (run.target - last.target) / count
      const source = (run.source - last.source) / count
      if (count === 1 || (target === last.inner.target && source === last.inner.source)) {
        joined[joined.length - 1] = { ...last, inner: { count: count + 1, target, source } }
        continue
      }
    }
    joined.push(run)
  }
  return joined
}
