/** Zones as translucent cells, each with its name and its clock. */
import { useFrame, useThree } from '@react-three/fiber'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { BufferAttribute, BufferGeometry, DoubleSide, Vector3 } from 'three'
import { countCells, type Size } from '../../engine/lattice/size.ts'
import type { ZoneInfo } from '../../engine/protocol/living-info.ts'
import { describeClock } from '../design/describe-clock.ts'
import { useFieldStore } from '../state/field-store.ts'
import { useRunStore } from '../state/run-store.ts'
import { selectZone, useToolStore } from '../state/tool-store.ts'
import './axis-labels.css'
import { useScene } from './scene-context.ts'
import { buildZoneShell, buildZoneWalls, type ZoneWalls } from './zone-walls.ts'

/** Larger worlds would take too long to be looked through. */
const MAX_CELLS = 2 ** 22

export function ZonesView({ shape, color }: { readonly shape: Size; readonly color: string }) {
  return (
    <>
      <SelectedZone shape={shape} color={color} />
      <AllZones shape={shape} color={color} />
    </>
  )
}

/** The zone that is selected, filled, whether others are drawn or not. */
function SelectedZone({ shape, color }: { readonly shape: Size; readonly color: string }) {
  const { desk } = useScene()
  const invalidate = useThree((state) => state.invalidate)
  const zones = useRunStore(({ info }) => info?.living?.zones)
  const name = useToolStore(({ selection }) =>
    selection?.kind === 'zone' ? selection.name : undefined,
  )
  const zone = zones?.findIndex((each) => each.name === name) ?? -1
  const [shell, setShell] = useState<ReturnType<typeof buildZoneShell>>()
  useEffect(() => {
    let isWanted = true
    if (zone === -1 || countCells(shape) > MAX_CELLS) setShell(undefined)
    else {
      desk.zoneNumbers().then((numbers) => {
        if (!isWanted || numbers?.length !== countCells(shape)) return
        setShell(buildZoneShell(numbers, zone, shape))
      })
    }
    return () => {
      isWanted = false
    }
  }, [desk, shape, zone])
  const geometry = useMemo(() => geometryOf(shell?.walls), [shell])
  const edges = useMemo(() => geometryOf(shell?.edges), [shell])
  useEffect(() => {
    invalidate()
    return () => {
      geometry.dispose()
      edges.dispose()
    }
  }, [geometry, edges, invalidate])
  if (shell === undefined) return null
  return (
    <ZoneGroup shape={shape}>
      <mesh geometry={geometry} renderOrder={2}>
        <ZoneMaterial color={color} opacity={0.16} />
      </mesh>
      <lineSegments geometry={edges} renderOrder={3}>
        <lineBasicMaterial color={color} depthTest={false} transparent />
      </lineSegments>
    </ZoneGroup>
  )
}

/** Puts what is in cell space where the world is drawn; in flat worlds above the cells. */
function ZoneGroup({ shape, children }: { readonly shape: Size; readonly children: ReactNode }) {
  const { x, y, z } = shape
  return (
    <group scale={[1, -1, 1]}>
      <group position={[-x / 2, -y / 2, z === 1 ? 1.5 : -z / 2]}>{children}</group>
    </group>
  )
}

function ZoneMaterial({ color, opacity }: { readonly color: string; readonly opacity: number }) {
  return (
    <meshBasicMaterial
      color={color}
      side={DoubleSide}
      transparent
      opacity={opacity}
      depthWrite={false}
    />
  )
}

function AllZones({ shape, color }: { readonly shape: Size; readonly color: string }) {
  const isShown = useFieldStore((state) => state.showsZones)
  const zones = useRunStore(({ info }) => info?.living?.zones)
  const hasWalls = zones !== undefined && zones.length > 1 && countCells(shape) <= MAX_CELLS
  if (!isShown || !hasWalls) return null
  return <Zones shape={shape} color={color} zones={zones} />
}

interface ZonesProps {
  readonly shape: Size
  readonly color: string
  readonly zones: readonly ZoneInfo[]
}

function Zones({ shape, color, zones }: ZonesProps) {
  const { desk } = useScene()
  const invalidate = useThree((state) => state.invalidate)
  const [built, setBuilt] = useState<ZoneWalls>()
  useEffect(() => {
    let isWanted = true
    desk.zoneNumbers().then((numbers) => {
      if (!isWanted || numbers?.length !== countCells(shape)) return
      setBuilt(buildZoneWalls(numbers, shape))
      invalidate()
    })
    return () => {
      isWanted = false
    }
  }, [desk, shape, invalidate])
  const walls = useMemo(() => geometryOf(built?.walls), [built])
  const edges = useMemo(() => geometryOf(built?.edges), [built])
  useEffect(() => () => walls.dispose(), [walls])
  useEffect(() => () => edges.dispose(), [edges])
  return (
    <>
      <ZoneGroup shape={shape}>
        {shape.z > 1 && (
          <mesh geometry={walls} renderOrder={2}>
            <ZoneMaterial color={color} opacity={0.07} />
          </mesh>
        )}
        <lineSegments geometry={edges} renderOrder={2}>
          <lineBasicMaterial color={color} transparent opacity={0.75} />
        </lineSegments>
      </ZoneGroup>
      {built !== undefined && <ZoneLabels shape={shape} zones={zones} middles={built.middles} />}
    </>
  )
}

function geometryOf(points: Float32Array | undefined): BufferGeometry {
  const geometry = new BufferGeometry()
  geometry.setAttribute('position', new BufferAttribute(points ?? new Float32Array(), 3))
  return geometry
}

interface ZoneLabelsProps extends Omit<ZonesProps, 'color'> {
  readonly middles: ZoneWalls['middles']
}

function ZoneLabels({ shape, zones, middles }: ZoneLabelsProps) {
  const canvas = useThree((state) => state.gl.domElement)
  const invalidate = useThree((state) => state.invalidate)
  const labels = useMemo(
    () =>
      zones.flatMap((zone, i) => {
        const middle = middles[i]
        if (middle === undefined) return []
        // The list of zones does the same by key; what is in the scene is for pointers.
        const element = document.createElement('button')
        element.type = 'button'
        element.tabIndex = -1
        element.className = 'axis-label zone-label'
        element.title = 'Select this zone'
        element.addEventListener('click', () => selectZone(zone.name))
        element.textContent = `${zone.name} · ${describeClock(zone.clock)}`
        const [x, y, z] = middle
        return { element, at: new Vector3(x - shape.x / 2, shape.y / 2 - y, z - shape.z / 2) }
      }),
    [zones, middles, shape],
  )
  useEffect(() => {
    for (const { element } of labels) canvas.parentElement?.append(element)
    invalidate()
    return () => {
      for (const { element } of labels) element.remove()
    }
  }, [labels, canvas, invalidate])
  useFrame(({ camera, size }) => {
    for (const { element, at } of labels) {
      const { x, y, z } = projected.copy(at).project(camera)
      const [left, top] = [((x + 1) / 2) * size.width, ((1 - y) / 2) * size.height]
      element.hidden = z > 1
      element.style.transform = `translate(${left.toFixed(1)}px, ${top.toFixed(1)}px) translate(-50%, -50%)`
    }
  })
  return null
}

const projected = new Vector3()
