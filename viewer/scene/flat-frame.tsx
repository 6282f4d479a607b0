/** The thin edge around a flat world. */
import { useEffect, useMemo } from 'react'
import { EdgesGeometry, PlaneGeometry } from 'three'
import type { Size } from '../../engine/lattice/size.ts'

export function FlatFrame({ shape, color }: { readonly shape: Size; readonly color: string }) {
  const edges = useMemo(() => new EdgesGeometry(new PlaneGeometry(shape.x, shape.y)), [shape])
  useEffect(() => () => edges.dispose(), [edges])
  return (
    <lineSegments geometry={edges} position={[0, 0, 1]}>
      <lineBasicMaterial color={color} />
    </lineSegments>
  )
}
