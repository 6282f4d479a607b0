/**
 * A small map of the world from above, with where the camera stands and looks. A press on it brings
 * the camera there; keys move the camera without it.
 */
import { useFrame, useThree } from '@react-three/fiber'
import { useEffect, useMemo, useRef } from 'react'
import { OrthographicCamera, Vector3 } from 'three'
import type { WorldBox } from '../../engine/lattice/world-box.ts'
import { countBricks } from '../../engine/protocol/picture-api.ts'
import { useSceneStore } from '../state/scene-store.ts'
import { drawMap } from './map-picture.ts'
import { useScene } from './scene-context.ts'
import './scene-views.css'
import { targetedControlsOf } from './targeted-controls.ts'
import { isSameSize } from './use-frame-box.ts'

/** The longer side, in CSS pixels, and how many pixels are drawn for each. */
const LONG_SIDE_PX = { alone: 120, amongOthers: 76 } as const
const DENSITY = 2
/** Room around the world, where a camera outside of it is seen. */
const MARGIN = 0.2

export function MiniMap({ box }: { readonly box: WorldBox }) {
  const isShown = useSceneStore((state) => state.showsMap)
  return isShown ? <ShownMap box={box} /> : null
}

function ShownMap({ box }: { readonly box: WorldBox }) {
  const { frames } = useScene()
  const get = useThree((state) => state.get)
  const shape = box.size
  const isAlone = useSceneStore(({ viewCount }) => viewCount === 1)
  const map = useMemo(() => createMap(shape, isAlone), [shape, isAlone])
  const columns = useRef<Uint8Array<ArrayBuffer>>(undefined)
  useEffect(() => {
    get().gl.domElement.parentElement?.append(map)
    const goThere = (event: PointerEvent) => {
      if (event.buttons !== 1) return
      const { left, top, width, height } = map.getBoundingClientRect()
      const [u, v] = [(event.clientX - left) / width, (event.clientY - top) / height]
      const span = 1 + 2 * MARGIN
      const to = new Vector3((u - 0.5) * span * shape.x, (0.5 - v) * span * shape.y, 0)
      const state = get()
      const controls = targetedControlsOf(state)
      if (controls === undefined) return
      const shift = to.sub(controls.target).setZ(0)
      state.camera.position.add(shift)
      controls.target.add(shift)
      controls.update()
      state.invalidate()
    }
    map.addEventListener('pointerdown', goThere)
    map.addEventListener('pointermove', goThere)
    get().invalidate()
    return () => map.remove()
  }, [map, get, shape])
  useEffect(
    () =>
      frames.subscribe(({ extras, shape: drawn }) => {
        if (extras === undefined || !isSameSize(drawn, shape)) return
        columns.current = drawMap(extras.bricks.marks, shape)
      }),
    [frames, shape],
  )
  useFrame((state) => {
    const { camera, size } = state
    const target = targetedControlsOf(state)?.target ?? new Vector3()
    const reach =
      camera instanceof OrthographicCamera
        ? { width: size.width / camera.zoom, height: size.height / camera.zoom }
        : undefined
    paint(map, shape, columns.current, { position: camera.position, target, reach })
  })
  return null
}

function createMap({ x, y }: WorldBox['size'], isAlone: boolean): HTMLCanvasElement {
  const map = document.createElement('canvas')
  const longSidePx = LONG_SIDE_PX[isAlone ? 'alone' : 'amongOthers']
  const scale = longSidePx / Math.max(x, y)
  const [width, height] = [Math.max(24, scale * x), Math.max(24, scale * y)]
  map.className = 'mini-map'
  map.width = DENSITY * width
  map.height = DENSITY * height
  map.style.width = `${width}px`
  map.style.height = `${height}px`
  map.title = 'The world from above: press to bring the camera there (A hides it)'
  return map
}

interface MapCamera {
  readonly position: Vector3
  readonly target: Vector3
  /** What a flat world's camera sees, in cells; undefined for a solid world's. */
  readonly reach: { readonly width: number; readonly height: number } | undefined
}

function paint(
  map: HTMLCanvasElement,
  shape: WorldBox['size'],
  columns: Uint8Array | undefined,
  { position, target, reach }: MapCamera,
): void {
  const context = map.getContext('2d')
  if (context === null) return
  const { width, height } = map
  const style = getComputedStyle(map)
  const accent = style.getPropertyValue('--accent')
  const span = 1 + 2 * MARGIN
  const toX = (sceneX: number) => (0.5 + sceneX / shape.x / span) * width
  const toY = (sceneY: number) => (0.5 - sceneY / shape.y / span) * height
  context.clearRect(0, 0, width, height)
  const [left, top] = [toX(-shape.x / 2), toY(shape.y / 2)]
  const [worldWidth, worldHeight] = [width / span, height / span]
  context.strokeStyle = style.getPropertyValue('--control-border')
  context.lineWidth = 1
  context.strokeRect(left, top, worldWidth, worldHeight)
  if (columns !== undefined) {
    const bricks = countBricks(shape)
    context.fillStyle = style.getPropertyValue('--text')
    for (let i = 0; i < columns.length; i++) {
      if (columns[i] === 0) continue
      context.globalAlpha = 0.15 + 0.6 * (columns[i]! / 255)
      const [x, y] = [i % bricks.x, Math.floor(i / bricks.x)]
      const [w, h] = [worldWidth / bricks.x, worldHeight / bricks.y]
      // Whole pixels, or the seams between bricks would be seen.
      const [from, to] = [Math.round(left + x * w), Math.round(left + (x + 1) * w)]
      const [high, low] = [Math.round(top + y * h), Math.round(top + (y + 1) * h)]
      context.fillRect(from, high, to - from, low - high)
    }
    context.globalAlpha = 1
  }
  context.strokeStyle = accent
  context.fillStyle = accent
  context.lineWidth = DENSITY
  if (reach !== undefined) {
    const [x, y] = [toX(position.x - reach.width / 2), toY(position.y + reach.height / 2)]
    const scale = worldWidth / shape.x
    context.strokeRect(x, y, reach.width * scale, reach.height * (worldHeight / shape.y))
    return
  }
  const [eyeX, eyeY] = [bound(toX(position.x), width), bound(toY(position.y), height)]
  context.beginPath()
  context.moveTo(eyeX, eyeY)
  context.lineTo(toX(target.x), toY(target.y))
  context.stroke()
  context.beginPath()
  context.arc(eyeX, eyeY, 3 * DENSITY, 0, 2 * Math.PI)
  context.fill()
}

/** A camera far away stands at the map's edge. */
const bound = (at: number, length: number) =>
  Math.min(length - 4 * DENSITY, Math.max(4 * DENSITY, at))
