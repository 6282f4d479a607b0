/**
 * What the pointer does in the scene: a click looks at a cell or a zone, and with a tool at hand a drag draws
 * a box, paints or pokes. Keys do the same to the cell that is selected (`cell-keys.ts`).
 */
import { useThree } from '@react-three/fiber'
import { useEffect, useEffectEvent } from 'react'
import { Raycaster, Vector2 } from 'three'
import type { WorldBox } from '../../engine/lattice/world-box.ts'
import type { Site } from '../../engine/protocol/inspect-api.ts'
import { showClipAt, stampClip } from '../state/clip-desk.ts'
import { deepen, shapeBetween, shapeOfTool } from '../state/edit-shapes.ts'
import { useRunStore } from '../state/run-store.ts'
import {
  boxBetween,
  type EditPreview,
  isEditing,
  selectBox,
  selectSite,
  selectZone,
  setTool,
  useToolStore,
} from '../state/tool-store.ts'
import { cellsOfBrush, stepsBetween } from './brush.ts'
import type { ClipBox, Triple } from './clip-box.ts'
import { editOf } from './edit-of.ts'
import { fillShape, previewOfSites } from './fill-shape.ts'
import { type CellRay, type PickedCell, pickCell, pickOnPlane, toCellRay } from './pick-cell.ts'
import { useScene } from './scene-context.ts'
import type { SlicePlane } from './slice-plane.ts'

interface PointerToolsProps {
  /** What is drawn, and where in the world it lies. */
  readonly box: WorldBox
  /** The plane that tools work on; undefined where cells alone can be met. */
  readonly plane: SlicePlane | undefined
  /** The part of a solid world whose cells can be met; undefined where there is only the plane. */
  readonly clip: ClipBox | undefined
}

/** A pointer that has moved less than this has clicked. */
const CLICK_PX = 4

const AXIS_NUMBERS = { x: 0, y: 1, z: 2 } as const

export function PointerTools({ box, plane, clip }: PointerToolsProps) {
  const { frames, desk } = useScene()
  const get = useThree((state) => state.get)
  const shape = box.size

  const rayAt = useEffectEvent((event: PointerEvent): CellRay => {
    const { camera, gl } = get()
    const { left, top, width, height } = gl.domElement.getBoundingClientRect()
    const x = ((event.clientX - left) / width) * 2 - 1
    const y = 1 - ((event.clientY - top) / height) * 2
    const caster = new Raycaster()
    caster.setFromCamera(new Vector2(x, y), camera)
    return toCellRay(caster.ray.origin, caster.ray.direction, shape)
  })

  const siteOf = useEffectEvent(([x, y, z]: Triple): Site => {
    // A line's history has its ticks downward; its cells are all of the one row.
    const isLine = useRunStore.getState().info?.rule.dimensions === 1
    return { x: x + box.x, y: isLine ? 0 : y + box.y, z: z + box.z }
  })

  /** The cell on the plane that tools work on. */
  const onPlane = useEffectEvent((event: PointerEvent): Triple | undefined =>
    plane === undefined ? undefined : pickOnPlane(rayAt(event), shape, plane)?.cell,
  )

  const look = useEffectEvent((event: PointerEvent): void => {
    const ray = rayAt(event)
    const sheet = plane && pickOnPlane(ray, shape, plane)
    if (clip === undefined) {
      choose(sheet)
      return
    }
    // The cells are in the worker's hands; the next picture brings them along.
    const stop = frames.subscribe((frame) => {
      stop()
      const cells = new Uint8Array(frame.cells)
      if (cells.length !== shape.x * shape.y * shape.z) return
      const met = pickCell(ray, cells, shape, clip)
      choose(met === undefined || (sheet && sheet.distance < met.distance) ? sheet : met)
    })
  })

  const choose = useEffectEvent((picked: PickedCell | undefined): void => {
    if (picked === undefined) setTool({ selection: undefined })
    else if (useToolStore.getState().tool === 'zone') void chooseZone(picked.cell)
    else selectSite(siteOf(picked.cell))
  })

  const chooseZone = useEffectEvent(async ([x, y, z]: Triple): Promise<void> => {
    const numbers = await desk.zoneNumbers()
    const zone = numbers?.[x + shape.x * (y + shape.y * z)]
    const { info } = useRunStore.getState()
    const name = zone === undefined ? undefined : info?.living?.zones[zone]?.name
    if (name !== undefined) selectZone(name)
  })

  const drag = useEffectEvent((from: Triple, to: Triple, start: Triple): void => {
    const { tool, radius } = useToolStore.getState()
    if (tool === 'box') {
      selectBox(boxBetween(siteOf(start), siteOf(to)))
      return
    }
    if (tool === 'zone') return
    const flatAxis = AXIS_NUMBERS[plane?.axis ?? 'z']
    const tools = useToolStore.getState()
    const fallsOff = tool === 'poke' && tools.pokeProfile === 'gaussian'
    // What falls off from the middle is done at each step of the way by itself.
    const ways = fallsOff
      ? stepsBetween(from, to).map((at) => [at, at] as const)
      : [[from, to] as const]
    const orders = ways.flatMap(([start, end]) => {
      const cells = cellsOfBrush(start, end, radius, flatAxis, shape)
      return editOf(cells.map(siteOf), tools, siteOf(end)) ?? []
    })
    if (orders.length > 0) void desk.edits.edit(orders)
  })

  /** What would be filled between two cells; a line goes through cells of its own. */
  const outline = useEffectEvent((start: Triple, to: Triple): EditPreview | undefined => {
    const state = useToolStore.getState()
    const drawn = shapeOfTool(state)
    const world = useRunStore.getState().info?.size
    if (drawn === undefined || world === undefined) return undefined
    const [from, end] = [siteOf(start), siteOf(to)]
    const axis = plane?.axis ?? 'z'
    if (drawn !== 'line') {
      const isBall = drawn === 'ball'
      const far = isBall || clip === undefined ? end : deepen(end, from, axis, state.layers, world)
      return shapeBetween(from, far, isBall, world)
    }
    const cells = cellsOfBrush(start, to, state.radius, AXIS_NUMBERS[axis], shape).map(siteOf)
    return previewOfSites(cells)
  })

  const draw = useEffectEvent((start: Triple, to: Triple): void => {
    setTool({ preview: outline(start, to) })
  })

  /** Shows the pattern at hand where it would be placed. */
  const hover = useEffectEvent((event: PointerEvent): void => {
    if (useToolStore.getState().tool !== 'paste') return
    const cell = onPlane(event)
    if (cell !== undefined) showClipAt(siteOf(cell))
  })

  /** Does what was drawn. */
  const finish = useEffectEvent((start: Triple, to: Triple): void => {
    const state = useToolStore.getState()
    const drawn = outline(start, to)
    setTool({ preview: undefined })
    if (drawn !== undefined) fillShape(drawn, state, desk.edits)
  })

  useEffect(() => {
    const canvas = get().gl.domElement
    const events = new AbortController()
    const { signal } = events
    let pressed: PointerEvent | undefined
    let start: Triple | undefined
    let last: Triple | undefined

    function down(event: PointerEvent): void {
      if (event.button !== 0 || !event.isPrimary) return
      pressed = event
      start = onPlane(event)
      last = start
      const state = useToolStore.getState()
      if (start === undefined || !isEditing(state.tool)) return
      if (state.tool === 'paste') {
        hover(event)
        void stampClip(desk)
        return
      }
      if (shapeOfTool(state) !== undefined) {
        draw(start, start)
        return
      }
      desk.edits.beginGesture()
      drag(start, start, start)
    }
    function move(event: PointerEvent): void {
      if (pressed === undefined && event.target === canvas) hover(event)
      if (pressed?.pointerId !== event.pointerId) return
      if (useToolStore.getState().tool === 'paste') return
      if (useToolStore.getState().tool === 'move' || start === undefined) return
      const cell = onPlane(event)
      if (cell === undefined || cell.every((n, i) => n === last?.[i])) return
      if (shapeOfTool(useToolStore.getState()) !== undefined) draw(start, cell)
      else drag(last ?? cell, cell, start)
      last = cell
    }
    function up(event: PointerEvent): void {
      if (pressed?.pointerId !== event.pointerId) return
      const way = Math.hypot(event.clientX - pressed.clientX, event.clientY - pressed.clientY)
      pressed = undefined
      const drawn = useToolStore.getState().preview
      const isDrawing = shapeOfTool(useToolStore.getState()) !== undefined
      if (start !== undefined && drawn !== undefined && isDrawing) finish(start, last ?? start)
      if (way < CLICK_PX && !isEditing(useToolStore.getState().tool)) look(event)
    }
    function cancel(): void {
      pressed = undefined
      setTool({ preview: undefined })
    }
    canvas.addEventListener('pointerdown', down, { signal })
    // The camera's controls capture the pointer, whose moves then go elsewhere.
    addEventListener('pointermove', move, { signal })
    addEventListener('pointerup', up, { signal })
    addEventListener('pointercancel', cancel, { signal })
    return () => events.abort()
  }, [get, desk])
  return null
}
