/**
 * The first script of the page on a host that only serves files: isolates the page, which may take one reload,
 * and only then has the viewer fetched, so that nothing large is fetched twice.
 */
import { isolate } from '../session/static-host.ts'

void isolate().then((isLeaving) => isLeaving || fetchViewer())

function fetchViewer(): void {
  const { dataset } = document.querySelector<HTMLScriptElement>('script[data-viewer]')!
  for (const href of dataset.preloads!.split(' ')) {
    document.head.append(
      Object.assign(document.createElement('link'), { rel: 'modulepreload', href }),
    )
  }
  const src = dataset.viewer!
  document.head.append(Object.assign(document.createElement('script'), { type: 'module', src }))
}
