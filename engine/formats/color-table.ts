/**
 * Few colors for a picture of many: its histogram of 15 bits, cut at medians (Heckbert 1982). A picture of
 * few colors keeps each as it is, to 5 bits a channel and the mean of what fell together.
 */

const BINS = 1 << 15

export interface ColorTable {
  /** RGB triples, `most` of them; those that are not needed are black. */
  readonly colors: Uint8Array
  /** For each pixel the color's place. */
  readonly indices: Uint8Array
}

interface Box {
  /** Bins from `start` up to `end` of the sorted list. */
  readonly start: number
  readonly end: number
}

/** @param rgba four bytes a pixel, of which the last does not count. @param most 1 to 256. */
export function buildColorTable(rgba: Uint8Array | Uint8ClampedArray, most: number): ColorTable {
  const pixels = rgba.length >> 2
  const counts = new Uint32Array(BINS)
  const sums = [new Float64Array(BINS), new Float64Array(BINS), new Float64Array(BINS)] as const
  for (let i = 0; i < rgba.length; i += 4) {
    const bin = binOf(rgba, i)
    counts[bin]!++
    for (let channel = 0; channel < 3; channel++) sums[channel]![bin]! += rgba[i + channel]!
  }
  const used = Uint16Array.from([...counts.keys()].filter((bin) => counts[bin]! > 0))
  const boxes = cutBoxes(used, counts, most)
  const colors = new Uint8Array(3 * most)
  const placeOf = new Uint8Array(BINS)
  for (const [place, { start, end }] of boxes.entries()) {
    let count = 0
    const sum = [0, 0, 0]
    for (let i = start; i < end; i++) {
      const bin = used[i]!
      placeOf[bin] = place
      count += counts[bin]!
      for (let channel = 0; channel < 3; channel++) sum[channel]! += sums[channel]![bin]!
    }
    for (let channel = 0; channel < 3; channel++) {
      colors[3 * place + channel] = Math.round(sum[channel]! / count)
    }
  }
  const indices = new Uint8Array(pixels)
  for (let pixel = 0; pixel < pixels; pixel++) indices[pixel] = placeOf[binOf(rgba, 4 * pixel)]!
  return { colors, indices }
}

/** Cuts the box that is widest, weighed by its pixels, until there are enough. It sorts the bins. */
function cutBoxes(bins: Uint16Array, counts: Uint32Array, most: number): readonly Box[] {
  if (bins.length === 0) return []
  const boxes: (Box & { weight: number; shift: number })[] = [measure(bins, counts, 0, bins.length)]
  while (boxes.length < Math.min(most, bins.length)) {
    const widest = boxes.reduce((best, box) => (box.weight > best.weight ? box : best))
    if (widest.weight === 0) break
    const { start, end, shift } = widest
    bins.subarray(start, end).sort((a, b) => ((a >> shift) & 31) - ((b >> shift) & 31) || a - b)
    const middle = medianOf(bins, counts, start, end)
    boxes.splice(
      boxes.indexOf(widest),
      1,
      measure(bins, counts, start, middle),
      measure(bins, counts, middle, end),
    )
  }
  return boxes
}

function measure(bins: Uint16Array, counts: Uint32Array, start: number, end: number) {
  const low = [31, 31, 31]
  const high = [0, 0, 0]
  let pixels = 0
  for (let i = start; i < end; i++) {
    pixels += counts[bins[i]!]!
    for (let channel = 0; channel < 3; channel++) {
      const value = (bins[i]! >> (5 * channel)) & 31
      low[channel] = Math.min(low[channel]!, value)
      high[channel] = Math.max(high[channel]!, value)
    }
  }
  const widths = low.map((least, channel) => high[channel]! - least)
  const width = Math.max(...widths)
  // The root keeps large plain parts from taking all colors.
  return { start, end, weight: width * Math.sqrt(pixels), shift: 5 * widths.indexOf(width) }
}

/** Where half of the pixels lie on either side; both have a bin at least. */
function medianOf(bins: Uint16Array, counts: Uint32Array, start: number, end: number): number {
  let total = 0
  for (let i = start; i < end; i++) total += counts[bins[i]!]!
  let before = 0
  for (let i = start; i < end - 1; i++) {
    before += counts[bins[i]!]!
    if (2 * before >= total) return i + 1
  }
  return end - 1
}

const binOf = (rgba: Uint8Array | Uint8ClampedArray, at: number) =>
  (rgba[at]! >> 3) | ((rgba[at + 1]! >> 3) << 5) | ((rgba[at + 2]! >> 3) << 10)
