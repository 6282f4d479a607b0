/** The cell that the open report says is at fault, while it is what is looked at. */
import { useMemo } from 'react'
import type { Site } from '../../engine/protocol/inspect-api.ts'
import { useReportStore } from './report-store.ts'
import { useToolStore } from './tool-store.ts'

/** Undefined where no entry is chosen, its difference has no cell, or something else is selected. */
export function useMarkedSite(): Site | undefined {
  const site = useReportStore(({ report, chosen }) =>
    chosen === undefined ? undefined : report?.scenarios[chosen]?.divergence?.first?.site,
  )
  const selection = useToolStore((state) => state.selection)
  const selected = selection?.kind === 'site' ? selection.site : undefined
  return useMemo(() => {
    if (!site || selected === undefined) return undefined
    const [x, y, z] = site
    return selected.x === x && selected.y === y && selected.z === z ? selected : undefined
  }, [site, selected])
}
