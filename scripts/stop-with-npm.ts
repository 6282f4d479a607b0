/**
 * Lets a script end when the `npm run` that started it ends.
 *
 * npm starts scripts through a shell. A signal to npm reaches that shell and goes no further, so
 * the script has to notice by itself that its parent is gone.
 */

const POLL_MS = 500

/** Calls `stop` once, when this process was started by npm and npm's shell has ended. */
export function stopWithNpm(stop: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return
  const shell = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === shell) return
    clearInterval(timer)
    stop()
  }, POLL_MS)
  timer.unref()
}
