/** Has what was drawn with the tool at hand filled. */
import { boundsOf } from '../../engine/formats/cell-list.ts'
import type { CellList } from '../../engine/formats/pattern.ts'
import type { EditOrder, Site } from '../../engine/protocol/inspect-api.ts'
import type { EditDesk } from '../state/edit-desk.ts'
import { nextSeed, orderOfShape } from '../state/edit-shapes.ts'
import { useRunStore } from '../state/run-store.ts'
import { type EditPreview, setTool, type ToolState } from '../state/tool-store.ts'
import { editOf } from './edit-of.ts'

/** Fills a shape, or the cells of a line, as one gesture; a random fill takes the next seed afterwards. */
export function fillShape(drawn: EditPreview, state: ToolState, edits: EditDesk): void {
  const order = orderOf(drawn, state)
  if (order === undefined) return
  edits.beginGesture()
  void edits.edit([order])
  if (order.kind === 'soup') setTool({ soupSeed: nextSeed(state.soupSeed) })
}

function orderOf(drawn: EditPreview, state: ToolState): EditOrder | undefined {
  const { info } = useRunStore.getState()
  if (info === undefined) return undefined
  const { box, cells } = drawn
  if (cells === undefined) return orderOfShape(drawn, state, info.rule.states)
  const sites = Array.from(cells.x, (x, i) => {
    return { x: x + box.x, y: cells.y[i]! + box.y, z: cells.z[i]! + box.z }
  })
  return editOf(sites, state)
}

/** Some cells as they are shown before they are painted; undefined where there are none. */
export function previewOfSites(sites: readonly Site[]): EditPreview | undefined {
  const along = (axis: 'x' | 'y' | 'z') => Int32Array.from(sites, (site) => site[axis])
  const states = new Uint8Array(sites.length).fill(1)
  const there: CellList = { x: along('x'), y: along('y'), z: along('z'), states }
  const bounds = boundsOf(there)
  if (bounds === undefined) return undefined
  const { minX: x, minY: y, minZ: z } = bounds
  const size = { x: bounds.maxX - x + 1, y: bounds.maxY - y + 1, z: bounds.maxZ - z + 1 }
  const cells = {
    x: there.x.map((at) => at - x),
    y: there.y.map((at) => at - y),
    z: there.z.map((at) => at - z),
    states,
  }
  return { box: { x, y, z, size }, isBall: false, cells }
}
