/** What charts draw at present: what is measured of the page's own run, or of the one of a server that is watched. */
import type { SeriesSource } from '../../state/series-book.ts'
import { useWatchStore } from '../../state/watch-store.ts'
import { useRun } from '../run-context.ts'

export function useSeries(): SeriesSource {
  const { measures, watch } = useRun()
  const isOwn = useWatchStore(({ watched }) => watched === undefined)
  return isOwn ? measures.series : watch.series
}
