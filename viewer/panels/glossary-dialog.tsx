/** The map of Thunderline's words. What it needs is fetched when it is opened. */
import { lazy, Suspense } from 'react'
import { Dialog } from './dialog.tsx'

const GlossaryMap = lazy(async () => ({
  default: (await import('./glossary/glossary-map.tsx')).GlossaryMap,
}))

export function GlossaryDialog() {
  return (
    <Dialog name="glossary" title="Map of terms" isWide>
      <Suspense fallback={<p className="quiet">Opening…</p>}>
        <GlossaryMap />
      </Suspense>
    </Dialog>
  )
}
