/** What is cut, copied and pasted: between the world, this page and the system's clipboard. */
import type { Clip } from '../../engine/formats/read-clip.ts'
import { isUnbounded, type Size } from '../../engine/lattice/size.ts'
import type { WorldBox } from '../../engine/lattice/world-box.ts'
import type { EditOrder, Site } from '../../engine/protocol/inspect-api.ts'
import { isClipText } from '../session/clip-text.ts'
import { showNews } from './notice-store.ts'
import { useRunStore } from './run-store.ts'
import { setTool, takeTool, useToolStore } from './tool-store.ts'
import type { WorldDesk } from './world-desk.ts'

/** The selected cells as a box; undefined where none are. */
export function selectedBox(): WorldBox | undefined {
  const { selection } = useToolStore.getState()
  if (selection?.kind === 'box') return selection.box
  if (selection?.kind !== 'site') return undefined
  return { ...selection.site, size: { x: 1, y: 1, z: 1 } }
}

/** Copies what is selected, here and to the system's clipboard; gives whether that was done. */
export async function copySelection(desk: WorldDesk): Promise<boolean> {
  const box = selectedBox()
  if (box === undefined) {
    showNews('Nothing was copied', 'Select a cell or a box first (B).')
    return false
  }
  const text = await desk.copyBox(box)
  if (text === undefined) return false
  const isHeld = await holdClip(desk, text)
  if (!isHeld) return false
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    showNews('Copied in this page alone', 'The browser keeps its clipboard to itself.')
  }
  return true
}

/** Copies what is selected and clears it. */
export async function cutSelection(desk: WorldDesk): Promise<void> {
  const box = selectedBox()
  if (box === undefined || !(await copySelection(desk))) return
  desk.edits.beginGesture()
  await desk.edits.edit([clearing(box)])
}

/** Takes a pattern to hand, to be placed with the next click; gives whether it could be read. */
export async function takeClip(
  desk: WorldDesk,
  content: string | Uint8Array,
  fileName?: string,
): Promise<boolean> {
  if (!(await holdClip(desk, content, fileName))) return false
  takeTool('paste')
  showClipAt(cornerToBegin())
  return true
}

/** What the system's clipboard holds, where the browser tells; else what was copied here last. */
export async function takeSystemClip(desk: WorldDesk): Promise<void> {
  let text = ''
  try {
    text = await navigator.clipboard.readText()
  } catch {
    // Some browsers give it to a paste by key alone.
  }
  if (isClipText(text)) await takeClip(desk, text)
  else if (useToolStore.getState().clip === undefined) {
    showNews('There is nothing to paste', 'Copy a selection here, or a pattern in RLE elsewhere.')
  } else {
    takeTool('paste')
    showClipAt(cornerToBegin())
  }
}

/** Changes the pattern at hand, as by turning it. */
export async function changeClip(
  change: (clip: Clip, tools: typeof import('../session/clip.ts')) => Clip,
): Promise<void> {
  const tools = await import('../session/clip.ts')
  const { clip, preview } = useToolStore.getState()
  if (clip === undefined) return
  const changed = change(clip, tools)
  setTool({ clip: changed })
  if (preview !== undefined) showClipAt(middleOf(preview.box))
}

/** Shows the pattern at hand with its middle at a cell, as near as the world allows. */
export function showClipAt(site: Site): void {
  const { clip } = useToolStore.getState()
  const { size } = useRunStore.getState().info ?? {}
  if (clip === undefined || size === undefined) return
  const box = placeClip(clip.size, site, size)
  setTool({ preview: { box, isBall: false, cells: clip.cells } })
}

/** Stamps the pattern at hand where it is shown. */
export async function stampClip(desk: WorldDesk): Promise<void> {
  const { clip, preview, isOverwriting } = useToolStore.getState()
  if (clip === undefined || preview === undefined) return
  const { box } = preview
  const { writeClip } = await import('../session/clip.ts')
  const orders: EditOrder[] = isOverwriting ? [clearing(box)] : []
  if (clip.cells.states.length > 0) {
    orders.push({ kind: 'stamp', rle: writeClip(clip), at: [box.x, box.y, box.z] })
  }
  if (orders.length === 0) return
  desk.edits.beginGesture()
  await desk.edits.edit(orders)
}

async function holdClip(
  desk: WorldDesk,
  content: string | Uint8Array,
  fileName?: string,
): Promise<boolean> {
  const clip = await desk.readClip(content, fileName)
  if (clip !== undefined) setTool({ clip })
  return clip !== undefined
}

function placeClip(size: Size, middle: Site, world: Size): WorldBox {
  const along = (axis: 'x' | 'y' | 'z') => {
    const wanted = middle[axis] - Math.floor(size[axis] / 2)
    return isUnbounded(world) ? wanted : Math.max(0, Math.min(wanted, world[axis] - size[axis]))
  }
  return { x: along('x'), y: along('y'), z: along('z'), size }
}

function middleOf({ x, y, z, size }: WorldBox): Site {
  const along = (start: number, cells: number) => start + Math.floor(cells / 2)
  return { x: along(x, size.x), y: along(y, size.y), z: along(z, size.z) }
}

/** Where a pattern is first shown: in the selection, else in the middle of the world. */
function cornerToBegin(): Site {
  const box = selectedBox()
  if (box !== undefined) return middleOf(box)
  const { size } = useRunStore.getState().info ?? { size: { x: 1, y: 1, z: 1 } }
  return middleOf({ x: 0, y: 0, z: 0, size })
}

function clearing({ x, y, z, size }: WorldBox): EditOrder {
  return { kind: 'paint', box: { at: [x, y, z], size: [size.x, size.y, size.z] }, state: 0 }
}
