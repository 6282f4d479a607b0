/** How a page learns that a worker is gone, which no event tells of where it was ended from elsewhere. */

/** What a worker offers beside its work. */
export interface WorkerLife {
  /**
   * Holds the Web Lock of this name as long as the worker lives: whoever waits for it gets it when the worker
   * is gone. False where there are none, as in pages that came neither by https nor from this machine.
   */
  holdLifeLock(name: string): Promise<boolean>
}
