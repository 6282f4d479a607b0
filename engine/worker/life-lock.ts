/** Holds a lock that the browser takes from a worker when it is gone, whatever ended it. */
import type { WorkerLife } from '../protocol/worker-life.ts'

export const workerLife: WorkerLife = {
  holdLifeLock(name) {
    const { locks } = navigator as { readonly locks?: LockManager }
    if (locks === undefined) return Promise.resolve(false)
    return new Promise((resolve, reject) => {
      const holding = locks.request(name, () => {
        resolve(true)
        return new Promise<never>(() => {})
      })
      holding.catch(reject)
    })
  },
}
