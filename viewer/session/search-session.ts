/** Starts the worker that leads studies, and hands back a typed remote with one way to close it. */
import * as Comlink from 'comlink'
import type { SearchApi, StudyNews } from '../../engine/worker/search-api.ts'

export interface SearchSession {
  readonly search: Comlink.Remote<SearchApi>
  /** Ends the worker and its threads; a study that runs goes on when it is next seen. */
  close(): void
}

/**
 * @param onNews is told of the study that is looked at.
 * @param onList is told when this tab has changed what is kept.
 * @param onLost is told when the worker dies or cannot start.
 */
export function connectSearch(
  onNews: (news: StudyNews) => void,
  onList: () => void,
  onLost: (message: string) => void,
): SearchSession {
  const worker = new Worker(new URL('../../engine/worker/search.worker.ts', import.meta.url), {
    type: 'module',
    name: 'search',
  })
  worker.addEventListener('error', ({ message }) =>
    onLost(message || 'The worker of studies could not start.'),
  )
  const search = Comlink.wrap<SearchApi>(worker)
  void search.listen(Comlink.proxy(onNews), Comlink.proxy(onList))
  return {
    search,
    close() {
      search[Comlink.releaseProxy]()
      worker.terminate()
    },
  }
}
