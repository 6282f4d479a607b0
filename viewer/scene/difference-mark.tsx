/** Lines across the world that lead to the cell in which a report says that two runs differ. */
import { useEffect, useMemo } from 'react'
import { BufferGeometry, Float32BufferAttribute } from 'three'
import type { WorldBox } from '../../engine/lattice/world-box.ts'
import { useMarkedSite } from '../state/marked-site.ts'
import { useRunStore } from '../state/run-store.ts'
import { buildCross } from './build-cross.ts'

interface DifferenceMarkProps {
  /** What is drawn, and where in the world it lies. */
  readonly box: WorldBox
  readonly color: string
}

export function DifferenceMark({ box, color }: DifferenceMarkProps) {
  const site = useMarkedSite()
  const isLine = useRunStore(({ info }) => info?.rule.dimensions === 1)
  const lines = useMemo(() => {
    // Of a line the whole column is marked as what is selected.
    if (site === undefined || isLine) return undefined
    const geometry = new BufferGeometry()
    geometry.setAttribute('position', new Float32BufferAttribute(buildCross(site, box), 3))
    return geometry
  }, [site, box, isLine])
  useEffect(() => () => lines?.dispose(), [lines])
  if (lines === undefined) return null
  return (
    <lineSegments geometry={lines} renderOrder={3}>
      <lineBasicMaterial color={color} depthTest={false} transparent opacity={0.75} />
    </lineSegments>
  )
}
