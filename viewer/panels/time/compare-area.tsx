/** The place of the other world and the difference in the scene. What fills it is fetched when something is compared. */
import { lazy, Suspense } from 'react'
import { useCompareStore } from '../../state/compare-store.ts'
import './compare-area.css'

const CompareViews = lazy(async () => ({
  default: (await import('./compare-views.tsx')).CompareViews,
}))

export function CompareArea() {
  const phase = useCompareStore((state) => state.phase)
  if (phase === 'off') return null
  const opening = <p className="quiet compare-opening">Opening the other world…</p>
  return (
    <div className="compare-views">
      {phase === 'opening' ? (
        opening
      ) : (
        <Suspense fallback={opening}>
          <CompareViews />
        </Suspense>
      )}
    </div>
  )
}
