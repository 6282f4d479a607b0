/** Who is at work on a study: one tab of a browser at a time, by a Web Lock that goes with its tab. */

const nameOf = (id: string) => `thunderline-study:${id}`

/** Takes the lock of a study; undefined where another has it. What it gives lets go of it. */
export function takeStudyLock(id: string): Promise<(() => void) | undefined> {
  return new Promise((resolve, reject) => {
    const holding = navigator.locks.request(
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
  const { held = [] } = await navigator.locks.query()
  return held.some(({ name }) => name === nameOf(id))
}
