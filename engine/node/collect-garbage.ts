/** Garbage of the thread that asks. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

let collect: (() => void) | undefined

/**
 * Lets go, at once, of all that nothing in this thread refers to any more: tens of milliseconds. For whoever looks at how
 * much a thread holds; V8 does it by itself when memory is needed.
 */
export function collectGarbage(): void {
  collect ??= exposeCollector()
  collect()
}

/** V8 gives its collector to a context that is made while it is exposed. */
function exposeCollector(): () => void {
  setFlagsFromString('--expose-gc')
  const found: () => void = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  return found
}
