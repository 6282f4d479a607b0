/** Where the record of the server stands, below the world; what it needs is fetched when it is first opened. */
import { lazy, Suspense } from 'react'
import { useRecordStore } from '../state/record-store.ts'
import './record-dock.css'

const RecordPanel = lazy(async () => ({
  default: (await import('./record/record-panel.tsx')).RecordPanel,
}))

export function RecordDock() {
  const isOpen = useRecordStore((state) => state.isOpen)
  if (!isOpen) return null
  return (
    <section className="record-dock" aria-label="Record of the server">
      <Suspense fallback={<p className="quiet record-opening">Opening the record…</p>}>
        <RecordPanel />
      </Suspense>
    </section>
  )
}
