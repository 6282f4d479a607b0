/**
 * A letter and a length at each axis of a solid world.
 *
 * They are page elements that follow the scene, so they stay sharp at any resolution of it.
 */
import { useFrame, useThree } from '@react-three/fiber'
import { useEffect, useMemo } from 'react'
import { type Camera, Vector3 } from 'three'
import type { Size } from '../../engine/lattice/size.ts'
import './axis-labels.css'

interface Label {
  readonly element: HTMLElement
  /** Just outside the middle of the four edges along its axis. */
  readonly places: readonly Vector3[]
  /** Which of them is best: larger is better. Given page coordinates, y down. */
  readonly prefers: (x: number, y: number) => number
}

export function AxisLabels({ shape }: { readonly shape: Size }) {
  const canvas = useThree((state) => state.gl.domElement)
  const labels = useMemo(() => createLabels(shape), [shape])
  useEffect(() => {
    for (const { element } of labels) canvas.parentElement?.append(element)
    return () => {
      for (const { element } of labels) element.remove()
    }
  }, [labels, canvas])
  useFrame(({ camera, size }) => {
    for (const label of labels) placeLabel(label, camera, size.width, size.height)
  })
  return null
}

/** The two axes of the ground are named at its near edges, the height at the left one. */
function createLabels({ x, y, z }: Size): readonly Label[] {
  const gap = 0.05 * Math.max(x, y, z)
  const [right, front, top] = [x / 2 + gap, y / 2 + gap, z / 2 + gap]
  const lowest = (_x: number, y: number) => y
  const leftmost = (x: number) => -x
  return [
    createLabel(
      `x ${x}`,
      aroundAxis((v, w) => new Vector3(0, v * front, w * top)),
      lowest,
    ),
    createLabel(
      `y ${y}`,
      aroundAxis((v, w) => new Vector3(v * right, 0, w * top)),
      lowest,
    ),
    createLabel(
      `z ${z}`,
      aroundAxis((v, w) => new Vector3(v * right, w * front, 0)),
      leftmost,
    ),
  ]
}

function aroundAxis(placeAt: (v: number, w: number) => Vector3): Vector3[] {
  return [-1, 1].flatMap((v) => [-1, 1].map((w) => placeAt(v, w)))
}

function createLabel(text: string, places: readonly Vector3[], prefers: Label['prefers']): Label {
  const element = document.createElement('span')
  element.className = 'axis-label number'
  element.textContent = text
  return { element, places, prefers }
}

const projected = new Vector3()

function placeLabel(
  { element, places, prefers }: Label,
  camera: Camera,
  width: number,
  height: number,
): void {
  let best = { x: 0, y: 0, score: Number.NEGATIVE_INFINITY }
  for (const place of places) {
    projected.copy(place).project(camera)
    if (projected.z > 1) continue
    const x = ((projected.x + 1) / 2) * width
    const y = ((1 - projected.y) / 2) * height
    const score = prefers(x, y)
    if (score > best.score) best = { x, y, score }
  }
  element.hidden = best.score === Number.NEGATIVE_INFINITY
  element.style.transform = `translate(${best.x.toFixed(1)}px, ${best.y.toFixed(1)}px) translate(-50%, -50%)`
}
