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
  readonly place: Vector3
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

function createLabels({ x, y, z }: Size): readonly Label[] {
  const gap = 0.05 * Math.max(x, y, z)
  return [
    createLabel(`x ${x}`, new Vector3(0, -y / 2 - gap, -z / 2 - gap)),
    createLabel(`y ${y}`, new Vector3(x / 2 + gap, 0, -z / 2 - gap)),
    createLabel(`z ${z}`, new Vector3(-x / 2 - gap, -y / 2 - gap, 0)),
  ]
}

function createLabel(text: string, place: Vector3): Label {
  const element = document.createElement('span')
  element.className = 'axis-label number'
  element.textContent = text
  return { element, place }
}

const projected = new Vector3()

function placeLabel(
  { element, place }: Label,
  camera: Camera,
  width: number,
  height: number,
): void {
  projected.copy(place).project(camera)
  const x = ((projected.x + 1) / 2) * width
  const y = ((1 - projected.y) / 2) * height
  element.hidden = projected.z > 1
  element.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px) translate(-50%, -50%)`
}
