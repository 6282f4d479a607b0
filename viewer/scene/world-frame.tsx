/** The thin edges of a solid world. */
import { useEffect, useMemo } from 'react'
import { BoxGeometry, EdgesGeometry } from 'three'
import type { WorldBox } from '../../engine/lattice/world-box.ts'
import { AxisLabels } from './axis-labels.tsx'

export function WorldFrame({ box, color }: { readonly box: WorldBox; readonly color: string }) {
  const shape = box.size
  const edges = useMemo(
    () => new EdgesGeometry(new BoxGeometry(shape.x, shape.y, shape.z)),
    [shape],
  )
  useEffect(() => () => edges.dispose(), [edges])
  return (
    <>
      <lineSegments geometry={edges}>
        <lineBasicMaterial color={color} transparent opacity={0.8} />
      </lineSegments>
      <AxisLabels box={box} />
    </>
  )
}
