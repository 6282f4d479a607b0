/**
 * Keys in the scene: arrows move the selected cell or stretch the selected box, Enter does to a cell
 * what the tool at hand does; the box tool makes it the corner of a box.
 *
 * Where nothing is selected arrows belong to the camera, as they do outside of the scene.
 */
import { type RefObject, useEffect } from 'react'
import type { WorldBox } from '../../engine/lattice/world-box.ts'
import type { Site } from '../../engine/protocol/inspect-api.ts'
import { editOf } from '../scene/edit-of.ts'
import { fillShape, previewOfSites } from '../scene/fill-shape.ts'
import { showClipAt, stampClip } from '../state/clip-desk.ts'
import { shapeBetween, shapeOfTool, sitesOnLine } from '../state/edit-shapes.ts'
import { layerOf, useFieldStore } from '../state/field-store.ts'
import type { RunController } from '../state/run-controller.ts'
import { useRunStore } from '../state/run-store.ts'
import {
  boxBetween,
  type EditPreview,
  isEditing,
  selectBox,
  selectSite,
  setTool,
  type ToolState,
  takeTool,
  useToolStore,
} from '../state/tool-store.ts'

const STEPS: Readonly<Record<string, readonly [x: number, y: number, z: number]>> = {
  ArrowLeft: [-1, 0, 0],
  ArrowRight: [1, 0, 0],
  ArrowUp: [0, -1, 0],
  ArrowDown: [0, 1, 0],
  PageUp: [0, 0, 1],
  PageDown: [0, 0, -1],
}

/** With the shift key a step is this long. */
const LONG_STEP = 10

export function useCellKeys(scene: RefObject<HTMLElement | null>, run: RunController): void {
  useEffect(() => {
    const element = scene.current
    function onKeyDown(event: KeyboardEvent): void {
      if (event.ctrlKey || event.metaKey || event.altKey || !press(event, run)) return
      event.preventDefault()
      event.stopPropagation()
    }
    element?.addEventListener('keydown', onKeyDown)
    return () => element?.removeEventListener('keydown', onKeyDown)
  }, [scene, run])
}

/** Tells whether the key meant something here. */
function press({ key, shiftKey }: KeyboardEvent, run: RunController): boolean {
  const { selection, tool } = useToolStore.getState()
  const site = selection?.kind === 'site' ? selection.site : undefined
  const step = STEPS[key]
  if (key === 'Enter') {
    if (site === undefined) selectSite(middleOfWorld())
    else if (tool === 'box') selectBox(boxBetween(site, site))
    else if (isEditing(tool)) edit(site, run)
    return true
  }
  if (key === 'Escape' && useToolStore.getState().anchor !== undefined) {
    setTool({ anchor: undefined, preview: undefined })
    return true
  }
  if (key === 'Escape' && tool === 'paste') {
    takeTool('move')
    return true
  }
  if (key === 'Escape' && selection !== undefined) {
    setTool({ selection: undefined })
    return true
  }
  if (step === undefined) return false
  const length = shiftKey ? LONG_STEP : 1
  const moved = ({ x, y, z }: Site) =>
    keepInside({ x: x + step[0] * length, y: y + step[1] * length, z: z + step[2] * length })
  if (site !== undefined) moveSite(moved(site))
  else if (selection?.kind === 'box') selectBox(stretch(selection.box, moved))
  else return false
  return true
}

/** The box with its far corner moved, which does not go past the near one. */
function stretch({ x, y, z, size }: WorldBox, move: (corner: Site) => Site): WorldBox {
  const far = move({ x: x + size.x - 1, y: y + size.y - 1, z: z + size.z - 1 })
  const kept = { x: Math.max(x, far.x), y: Math.max(y, far.y), z: Math.max(z, far.z) }
  return boxBetween({ x, y, z }, kept)
}

/** Moves the selected cell, and with it the far corner of a shape that was begun. */
function moveSite(site: Site): void {
  selectSite(site)
  const state = useToolStore.getState()
  if (state.tool === 'paste') showClipAt(site)
  else if (state.anchor !== undefined) setTool({ preview: outline(state.anchor, site, state) })
}

/** What the tool at hand would fill between two cells. */
function outline(start: Site, end: Site, state: ToolState): EditPreview | undefined {
  const drawn = shapeOfTool(state)
  const { size } = useRunStore.getState().info ?? {}
  if (drawn === undefined || size === undefined) return undefined
  if (drawn !== 'line') return shapeBetween(start, end, drawn === 'ball', size)
  return previewOfSites(sitesOnLine(start, end))
}

function edit(site: Site, run: RunController): void {
  const state = useToolStore.getState()
  if (state.tool === 'paste') {
    showClipAt(site)
    void stampClip(run.desk)
    return
  }
  if (shapeOfTool(state) !== undefined) {
    const drawn = state.anchor && outline(state.anchor, site, state)
    if (drawn !== undefined) {
      setTool({ anchor: undefined, preview: undefined })
      fillShape(drawn, state, run.desk.edits)
    } else setTool({ anchor: site, preview: outline(site, site, state) })
    return
  }
  const order = editOf([site], state)
  if (order === undefined) return
  run.desk.edits.beginGesture()
  void run.desk.edits.edit([order])
}

/** An axis without an end has its middle at 0. */
function middleOfWorld(): Site {
  const { size } = useRunStore.getState().info ?? { size: { x: 1, y: 1, z: 1 } }
  const { axis, at } = useFieldStore.getState()
  const middle = { x: size.x >> 1, y: size.y >> 1, z: size.z >> 1 }
  return { ...middle, [axis]: size[axis] === 0 ? 0 : layerOf(at, size[axis]) }
}

function keepInside({ x, y, z }: Site): Site {
  const { size } = useRunStore.getState().info ?? { size: { x: 1, y: 1, z: 1 } }
  const bounded = (at: number, cells: number) =>
    cells === 0 ? at : Math.min(cells - 1, Math.max(0, at))
  return { x: bounded(x, size.x), y: bounded(y, size.y), z: bounded(z, size.z) }
}
