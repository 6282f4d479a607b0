/** What the tool at hand would change: the edges of a box, the outline of a ball, the cells of a pattern. */
import { useEffect, useMemo, useRef } from 'react'
import {
  BoxGeometry,
  BufferGeometry,
  EdgesGeometry,
  Float32BufferAttribute,
  type InstancedMesh,
  Matrix4,
} from 'three'
import type { WorldBox } from '../../engine/lattice/world-box.ts'
import { type EditPreview, useToolStore } from '../state/tool-store.ts'

interface EditPreviewViewProps {
  /** What is drawn, and where in the world it lies. */
  readonly box: WorldBox
  readonly color: string
  readonly rim: string
}

/** Of a pattern with more cells its box alone is shown. */
const MAX_SHOWN_CELLS = 20_000

export function EditPreviewView({ box, color, rim }: EditPreviewViewProps) {
  const preview = useToolStore((state) => state.preview)
  if (preview === undefined) return null
  return (
    <>
      <Outline box={box} preview={preview} color={rim} gap={0.16} />
      <Outline box={box} preview={preview} color={color} gap={0.02} />
      {preview.cells !== undefined && preview.cells.states.length <= MAX_SHOWN_CELLS && (
        <Cells box={box} preview={preview} color={color} />
      )}
    </>
  )
}

interface PartProps {
  readonly box: WorldBox
  readonly preview: EditPreview
  readonly color: string
}

function Outline({ box, preview, color, gap }: PartProps & { readonly gap: number }) {
  const lines = useMemo(() => {
    const { size } = preview.box
    const [width, height, depth] = [size.x + gap, size.y + gap, size.z + gap]
    const geometry = preview.isBall
      ? buildRings(width, height, size.z === 1 ? 0 : depth)
      : buildEdges(width, height, depth)
    const [x, y, z] = middleOf(preview.box, box)
    geometry.translate(x, y, z)
    return geometry
  }, [box, preview, gap])
  useEffect(() => () => lines.dispose(), [lines])
  return (
    <lineSegments geometry={lines} renderOrder={4}>
      <lineBasicMaterial color={color} depthTest={false} transparent />
    </lineSegments>
  )
}

function Cells({ box, preview, color }: PartProps) {
  const mesh = useRef<InstancedMesh>(null)
  const { cells } = preview
  const count = cells?.states.length ?? 0
  useEffect(() => {
    const { current } = mesh
    if (current === null || cells === undefined) return
    const place = new Matrix4()
    for (let i = 0; i < count; i++) {
      const { x, y, z } = preview.box
      const at = { x: x + cells.x[i]!, y: y + cells.y[i]!, z: z + cells.z[i]! }
      place.setPosition(...middleOf({ ...at, size: ONE }, box))
      current.setMatrixAt(i, place)
    }
    current.count = count
    current.instanceMatrix.needsUpdate = true
    current.computeBoundingSphere()
  }, [box, preview, cells, count])
  return (
    <instancedMesh
      key={count}
      ref={mesh}
      args={[undefined, undefined, Math.max(1, count)]}
      renderOrder={3}
      frustumCulled={false}
    >
      <boxGeometry args={[0.86, 0.86, 0.86]} />
      <meshBasicMaterial color={color} transparent opacity={0.55} depthTest={false} />
    </instancedMesh>
  )
}

const ONE = { x: 1, y: 1, z: 1 } as const

/** In the scene, where y is up and the middle of what is drawn is 0; flat worlds lie below it. */
function middleOf({ x, y, z, size }: WorldBox, box: WorldBox): [number, number, number] {
  const lift = box.size.z === 1 ? 2 : 0
  return [
    x - box.x + size.x / 2 - box.size.x / 2,
    box.size.y / 2 - (y - box.y) - size.y / 2,
    z - box.z + size.z / 2 - box.size.z / 2 + lift,
  ]
}

function buildEdges(width: number, height: number, depth: number): BufferGeometry {
  const solid = new BoxGeometry(width, height, depth)
  const edges = new EdgesGeometry(solid)
  solid.dispose()
  return edges
}

const RING_STEPS = 64

/** The three great circles of an ellipsoid, or the one of a flat one. */
function buildRings(width: number, height: number, depth: number): BufferGeometry {
  const points: number[] = []
  const half = [width / 2, height / 2, depth / 2] as const
  const planes =
    depth === 0
      ? [[0, 1] as const]
      : ([
          [0, 1],
          [1, 2],
          [0, 2],
        ] as const)
  for (const [a, b] of planes) {
    for (let step = 0; step < 2 * RING_STEPS; step++) {
      const angle = (2 * Math.PI * ((step + 1) >> 1)) / RING_STEPS
      const at = [0, 0, 0]
      at[a] = half[a] * Math.cos(angle)
      at[b] = half[b] * Math.sin(angle)
      points.push(...at)
    }
  }
  return new BufferGeometry().setAttribute('position', new Float32BufferAttribute(points, 3))
}
