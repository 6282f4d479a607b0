/** Where the record of the server stands, below the world; what it needs is fetched when it is first opened. */
import { lazy, Suspense, useEffect } from 'react'
import { useRecordStore } from '../state/record-store.ts'
import './record-dock.css'

const RecordPanel = lazy(async () => ({
  default: (await import('./record/record-panel.tsx')).RecordPanel,
}))

/** The button of the top bar that opens it. */
const TOGGLE = '[aria-label="Record of the server"]'

export function RecordDock() {
  const isOpen = useRecordStore((state) => state.isOpen)
  useReturn(isOpen)
  if (!isOpen) return null
  return (
    <section className="record-dock" aria-label="Record of the server">
      <Suspense fallback={<p className="quiet record-opening">Opening the record…</p>}>
        <RecordPanel />
      </Suspense>
    </section>
  )
}

/** Whoever closes the record is where they were when they opened it. */
function useReturn(isOpen: boolean): void {
  useEffect(() => {
    if (!isOpen) return undefined
    const opener = document.activeElement
    return () => {
      // Somebody who has gone elsewhere meanwhile stays there.
      if (document.activeElement !== null && document.activeElement !== document.body) return
      const isThere =
        opener instanceof HTMLElement && opener.isConnected && opener !== document.body
      const goal = isThere ? opener : document.querySelector(TOGGLE)
      if (goal instanceof HTMLElement) goal.focus({ preventScroll: true })
    }
  }, [isOpen])
}
