/**
 * A letter, a length and a scale at each axis of a solid world.
 *
 * They are page elements that follow the scene, so they stay sharp at any resolution of it.
 */
import { useFrame, useThree } from '@react-three/fiber'
import { useEffect, useMemo } from 'react'
import { type Camera, Vector3 } from 'three'
import type { WorldBox } from '../../engine/lattice/world-box.ts'
import { useSceneStore } from '../state/scene-store.ts'
import './axis-labels.css'
import { listTicks } from './axis-scale.ts'

/** A point beside an edge along an axis, at a part of the way along it, -0.5 to 0.5. */
type PlaceAt = (along: number) => Vector3

interface Tick {
  readonly element: HTMLElement
  readonly along: number
}

interface Label {
  readonly element: HTMLElement
  readonly ticks: readonly Tick[]
  /** The four edges along its axis. */
  readonly edges: readonly PlaceAt[]
  /** Which of them is best: larger is better. Given page coordinates, y down. */
  readonly prefers: (x: number, y: number) => number
}

/** Numbers nearer than this to the next one, or to the letter, are left out. */
const MIN_GAP_PX = 26
const MIN_LENGTH_PX = 48

export function AxisLabels({ box }: { readonly box: WorldBox }) {
  const canvas = useThree((state) => state.gl.domElement)
  const invalidate = useThree((state) => state.invalidate)
  const showsScale = useSceneStore((state) => state.showsScale)
  const labels = useMemo(() => createLabels(box, showsScale), [box, showsScale])
  useEffect(() => {
    const elements = labels.flatMap(({ element, ticks }) => [
      element,
      ...ticks.map((tick) => tick.element),
    ])
    canvas.parentElement?.append(...elements)
    invalidate()
    return () => {
      for (const element of elements) element.remove()
    }
  }, [labels, canvas, invalidate])
  useFrame(({ camera, size }) => {
    for (const label of labels) placeLabel(label, camera, size.width, size.height)
  })
  return null
}

/** The two axes of the ground are named at its near edges, the height at the left one. */
function createLabels(box: WorldBox, showsScale: boolean): readonly Label[] {
  const { x, y, z } = box.size
  const gap = 0.05 * Math.max(x, y, z)
  const [right, front, top] = [x / 2 + gap, y / 2 + gap, z / 2 + gap]
  const lowest = (_x: number, y: number) => y
  const leftmost = (x: number) => -x
  const create = (axis: 'x' | 'y' | 'z', edges: PlaceAt[], prefers: Label['prefers']): Label => {
    const cells = box.size[axis]
    const ticks = showsScale ? listTicks(box[axis], cells) : []
    return {
      element: createText(`${axis} ${cells}`, 'axis-label number'),
      ticks: ticks.map((site) => ({
        element: createText(String(site), 'axis-label axis-tick number'),
        // Rows go toward the viewer, against the scene's own y.
        along: (axis === 'y' ? -1 : 1) * ((site - box[axis] + 0.5) / cells - 0.5),
      })),
      edges,
      prefers,
    }
  }
  return [
    create(
      'x',
      around((v, w, along) => new Vector3(along * x, v * front, w * top)),
      lowest,
    ),
    create(
      'y',
      around((v, w, along) => new Vector3(v * right, along * y, w * top)),
      lowest,
    ),
    create(
      'z',
      around((v, w, along) => new Vector3(v * right, w * front, along * z)),
      leftmost,
    ),
  ]
}

function around(placeAt: (v: number, w: number, along: number) => Vector3): PlaceAt[] {
  return [-1, 1].flatMap((v) => [-1, 1].map((w) => (along: number) => placeAt(v, w, along)))
}

function createText(text: string, className: string): HTMLElement {
  const element = document.createElement('span')
  element.className = className
  element.textContent = text
  return element
}

interface OnPage {
  readonly x: number
  readonly y: number
}

function placeLabel(
  { element, ticks, edges, prefers }: Label,
  camera: Camera,
  width: number,
  height: number,
): void {
  const project = (place: Vector3): OnPage | undefined => {
    const { x, y, z } = place.project(camera)
    return z > 1 ? undefined : { x: ((x + 1) / 2) * width, y: ((1 - y) / 2) * height }
  }
  let best: { readonly edge: PlaceAt; readonly at: OnPage; readonly score: number } | undefined
  for (const edge of edges) {
    const [at, start, end] = [project(edge(0)), project(edge(-0.5)), project(edge(0.5))]
    if (at === undefined || start === undefined || end === undefined) continue
    // An axis that is looked along has no length to be told.
    if (Math.hypot(end.x - start.x, end.y - start.y) < MIN_LENGTH_PX) continue
    // Of edges that are as good, the one farther out.
    const score = prefers(at.x, at.y) + 0.01 * Math.abs(at.x - width / 2)
    if (best === undefined || score > best.score) best = { edge, at, score }
  }
  moveTo(element, best?.at)
  const shown = best === undefined ? [] : [best.at]
  for (const tick of ticks) {
    const at = best && project(best.edge(tick.along))
    const isFree =
      at !== undefined && shown.every(({ x, y }) => Math.hypot(at.x - x, at.y - y) >= MIN_GAP_PX)
    moveTo(tick.element, isFree ? at : undefined)
    if (isFree) shown.push(at)
  }
}

/** Hides what has no place. */
function moveTo(element: HTMLElement, at: OnPage | undefined): void {
  element.hidden = at === undefined
  if (at === undefined) return
  element.style.transform = `translate(${at.x.toFixed(1)}px, ${at.y.toFixed(1)}px) translate(-50%, -50%)`
}
