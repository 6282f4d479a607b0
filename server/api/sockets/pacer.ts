/** Makes what counts, and tells whether there was no more than so much in this second. */
export function createPacer(perSecond: number): () => boolean {
  let count = 0
  let sinceMs = performance.now()
  return () => {
    const nowMs = performance.now()
    if (nowMs - sinceMs >= 1000) {
      sinceMs = nowMs
      count = 0
    }
    count++
    return count <= perSecond
  }
}
