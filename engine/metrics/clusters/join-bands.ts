/** Joins runs that touch inside the box, band by band. */
import { BandTouches } from './band-touches.ts'
import type { Bands } from './bands.ts'
import { joinSets, startParents } from './disjoint-sets.ts'

/**
 * Numbers of a list of runs to be joined. Which of them are joined already a processor guesses wrong every
 * other time, so all that is known without is worked out before.
 */
const PAIRS_AT_ONCE = 2048

/** The sets of runs that touch, as parents: what a run hangs below, which comes before it, or itself. */
export function joinInside(bands: Bands): Int32Array {
  const { plan, first, bandWords, layerWords, bandsY, bandsZ, runsBefore } = bands
  const parents = startParents(bands.count)
  const touches = new BandTouches(bands)
  const isEmpty = (band: number) => runsBefore[band] === runsBefore[band + bandWords]
  for (let z = 0; z < bandsZ; z++) {
    for (let y = 0; y < bandsY; y++) {
      const band = first + y * bandWords + z * layerWords
      if (isEmpty(band)) continue
      for (const contact of plan.contacts) {
        const other = band + contact.dy * bandWords + contact.dz * layerWords
        if (!isEmpty(other)) touches.add(contact.touches, band, other)
      }
      if (touches.found >= PAIRS_AT_ONCE) joinFound(parents, touches)
    }
  }
  joinFound(parents, touches)
  return parents
}

function joinFound(parents: Int32Array, touches: BandTouches): void {
  const { pairs, found } = touches
  for (let i = 0; i < found; i += 2) joinSets(parents, pairs[i]!, pairs[i + 1]!)
  touches.clear()
}
