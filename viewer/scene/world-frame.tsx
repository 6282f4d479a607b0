/** The thin edges of a solid world. */
import { useEffect, useMemo } from 'react'
import { BoxGeometry, EdgesGeometry } from 'three'
import type { Size } from '../../engine/lattice/size.ts'
import { AxisLabels } from './axis-labels.tsx'

export function WorldFrame({ shape, color }: { readonly shape: Size; readonly color: string }) {
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
      <AxisLabels shape={shape} />
    </>
  )
}
