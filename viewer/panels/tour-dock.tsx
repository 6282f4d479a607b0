/** The guided tour over the scene (`?demo`). What it needs is fetched when it is asked for. */
import { lazy, Suspense } from 'react'
import { useTourStore } from '../state/tour-store.ts'

const TourPanel = lazy(async () => ({
  default: (await import('./tour/tour-panel.tsx')).TourPanel,
}))

/** How fast the tour may be asked to go: `?demo&pace=2`. */
const MAX_PACE = 100

export function TourDock() {
  const isOn = useTourStore((state) => state.isOn)
  if (!isOn) return null
  return (
    <Suspense fallback={null}>
      <TourPanel pace={readPace(location.search)} />
    </Suspense>
  )
}

function readPace(query: string): number {
  const pace = Number(new URLSearchParams(query).get('pace') ?? 1)
  return pace > 0 && pace <= MAX_PACE ? pace : 1
}
