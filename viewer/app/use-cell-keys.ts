/**
 * Keys in the scene: arrows move the selected cell, Enter does to it what the tool at hand does.
 *
 * Where nothing is selected arrows belong to the camera, as they do outside of the scene.
 */
import { type RefObject, useEffect } from 'react'
import type { Site } from '../../engine/protocol/inspect-api.ts'
import { editOf } from '../scene/edit-of.ts'
import { layerOf, useFieldStore } from '../state/field-store.ts'
import type { RunController } from '../state/run-controller.ts'
import { useRunStore } from '../state/run-store.ts'
import { isEditing, selectSite, setTool, useToolStore } from '../state/tool-store.ts'

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
    else if (isEditing(tool)) edit(site, run)
    return true
  }
  if (key === 'Escape' && selection !== undefined) {
    setTool({ selection: undefined })
    return true
  }
  if (step === undefined || site === undefined) return false
  const length = shiftKey ? LONG_STEP : 1
  const [x, y, z] = step
  selectSite(keepInside({ x: site.x + x * length, y: site.y + y * length, z: site.z + z * length }))
  return true
}

function edit(site: Site, run: RunController): void {
  const order = editOf([site], useToolStore.getState())
  if (order !== undefined) void run.desk.edit([order])
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
