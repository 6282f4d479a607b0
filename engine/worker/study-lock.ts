/**
 * Who is at work on a study: one tab of a browser at a time, by a Web Lock that goes with its tab. Pages that came neither
 * by https nor from this machine have no locks: there a second tab is found out by the first line that both would write.
 */

const locks = (navigator as { readonly locks?: LockManager }).locks

const nameOf = (id: string) => `thunderline-study:${id}`

/** Takes the lock of a study; undefined where another has it. What it gives lets go of it. */
export function takeStudyLock(id: string): Promise<(() => void) | undefined> {
  if (locks === undefined) return Promise.resolve(() => {})
  return new Promise((resolve, reject) => {
    const holding = locks.request(
      nameOf(id),
      { ifAvailable: true },
      (lock) =>
        new Promise<void>((release) => {
          if (lock !== null) return resolve(release)
          resolve(undefined)
          release()
        }),
    )
    holding.catch(reject)
  })
}

/** Whether somebody is at work on it. */
export async function isStudyLocked(id: string): Promise<boolean> {
  const { held = [] } = (await locks?.query()) ?? {}
  return held.some(({ name }) => name === nameOf(id))
}
