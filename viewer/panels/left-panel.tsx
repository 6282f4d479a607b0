/** What stands at the left: the library, or the report that was opened in its place. */
import { lazy, Suspense } from 'react'
import { useReportStore } from '../state/report-store.ts'
import { LibraryPanel } from './library-panel.tsx'

const ReportPanel = lazy(async () => ({
  default: (await import('./report-panel.tsx')).ReportPanel,
}))

/** The library stays mounted, as its button is pressed by key from anywhere. */
export function LeftPanel() {
  const report = useReportStore((state) => state.report)
  return (
    <>
      {report !== undefined && (
        <Suspense fallback={<p className="quiet library-empty">Opening the report…</p>}>
          <ReportPanel report={report} />
        </Suspense>
      )}
      <div className="library-place" hidden={report !== undefined}>
        <LibraryPanel />
      </div>
    </>
  )
}
