/** How the speed of Larger than Life depends on the radius. */
import { createKernel } from '../../engine/kernels/create-kernel.ts'
import { countCells } from '../../engine/lattice/size.ts'
import { TORUS } from '../../engine/lattice/topology.ts'
import { createSplitMix64 } from '../../engine/math/split-mix64.ts'
import { parseRule } from '../../engine/rules/parse-rule.ts'
import { type Benchmark, type BenchmarkRow, median } from '../benchmark.ts'

const REPEATS = 3

/** Wide enough for the largest radius. */
const SIZE = { x: 1024, y: 1024, z: 1 }

/**
 * The smallest rules of the kind are cut into bits; from 10 on it is running sums. Counts of 2^16
 * cells and more, from 128 (a square) or 181 (a diamond) on, take lanes twice as wide.
 */
const RADII = [2, 5, 10, 50, 100, 200, 500]

/** Cells of each neighborhood, about, as a share of a square's with the same radius. */
const SHAPES = [
  { letter: 'NM', share: 1 },
  { letter: 'NN', share: 1 / 2 },
  { letter: 'NC', share: Math.PI / 4 },
]

export const benchmark: Benchmark = {
  name: 'radius',
  about:
    `Cells per second of Larger than Life on a ${SIZE.x}x${SIZE.y} torus, WebAssembly, one thread, ` +
    `from a soup of density one half, medians of ${REPEATS}; a column for each neighborhood. ` +
    'Squares and diamonds should hold their speed but for the width of their lanes, circles that ' +
    'times the radius.',
  async run() {
    const random = createSplitMix64(1n)
    const soup = Uint8Array.from({ length: countCells(SIZE) }, () => {
      random.next()
      return random.high >>> 31
    })
    const rows: BenchmarkRow[] = []
    for (const radius of RADII) {
      const values: Record<string, number> = {}
      for (const { letter, share } of SHAPES) {
        values[letter] = await measure(notationOf(radius, letter, share), soup)
      }
      values.NCtimesRadius = radius * values.NC!
      rows.push({ subject: `R${radius}`, values })
    }
    return rows
  },
}

/** Life's kin of this radius: the counts of Bosco's rule, as shares of the neighborhood. */
function notationOf(radius: number, letter: string, share: number): string {
  const cells = share * (2 * radius + 1) ** 2
  const at = (part: number) => Math.round(part * cells)
  return `R${radius},C0,M1,S${at(0.28)}..${at(0.48)},B${at(0.28)}..${at(0.37)},${letter}`
}

async function measure(notation: string, soup: Uint8Array): Promise<number> {
  const { rule } = parseRule(notation)
  const setup = { size: SIZE, topology: TORUS, rule, seed: 0n }
  const { kernel } = await createKernel('wasm', setup)
  await kernel.write(soup, 0)
  await kernel.advance(1)
  const speeds: number[] = []
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    await kernel.write(soup, 0)
    const start = performance.now()
    await kernel.advance(1)
    // Quick radii take more ticks, so that the clock's grain does not count.
    const ticks = Math.ceil(50 / (performance.now() - start))
    const again = performance.now()
    await kernel.advance(ticks)
    speeds.push((1000 * soup.length * ticks) / (performance.now() - again))
  }
  kernel.dispose()
  return median(speeds)
}
