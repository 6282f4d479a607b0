/** The edges of what is selected, a cell or a box of cells. */
import { useEffect, useMemo } from 'react'
import { BoxGeometry, EdgesGeometry } from 'three'
import type { WorldBox } from '../../engine/lattice/world-box.ts'
import { useRunStore } from '../state/run-store.ts'
import { useToolStore } from '../state/tool-store.ts'

interface SelectionFrameProps {
  /** What is drawn, and where in the world it lies. */
  readonly box: WorldBox
  readonly color: string
  /** What sets the color off from a ground that is like it. */
  readonly rim: string
}

export function SelectionFrame({ box, color, rim }: SelectionFrameProps) {
  return (
    <>
      <Edges box={box} color={rim} gap={0.16} />
      <Edges box={box} color={color} gap={0.02} />
    </>
  )
}

interface EdgesProps {
  readonly box: WorldBox
  readonly color: string
  /** How far they stand off the cells, in cells. */
  readonly gap: number
}

function Edges({ box, color, gap }: EdgesProps) {
  const selection = useToolStore((state) => state.selection)
  const isLine = useRunStore(({ info }) => info?.rule.dimensions === 1)
  const edges = useMemo(() => {
    if (selection === undefined || selection.kind === 'zone') return undefined
    const { x, y, z, size } = selection.kind === 'site' ? oneCell(selection.site) : selection.box
    // Of a line the whole column is marked: its history stands above the present row.
    const height = isLine ? box.size.y : size.y
    const solid = new BoxGeometry(size.x + gap, height + gap, size.z + gap)
    const isFlat = box.size.z === 1
    solid.translate(
      x - box.x + size.x / 2 - box.size.x / 2,
      box.size.y / 2 - (isLine ? 0 : y - box.y) - height / 2,
      z - box.z + size.z / 2 - box.size.z / 2 + (isFlat ? 2 : 0),
    )
    const geometry = new EdgesGeometry(solid)
    solid.dispose()
    return geometry
  }, [selection, box, isLine, gap])
  useEffect(() => () => edges?.dispose(), [edges])
  if (edges === undefined) return null
  return (
    <lineSegments geometry={edges} renderOrder={3}>
      <lineBasicMaterial color={color} depthTest={false} transparent />
    </lineSegments>
  )
}

function oneCell({ x, y, z }: { readonly x: number; readonly y: number; readonly z: number }) {
  return { x, y, z, size: { x: 1, y: 1, z: 1 } }
}
