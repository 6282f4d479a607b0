/**
 * Follows defects along a run: how many ways lead from the changes of one tick to each cell of a later one.
 *
 * The Boolean Jacobian of a tick tells which cells would be others, were one cell changed before. Cells
 * that no cell sees two of are changed together, color by color, and a tick is made of each color on the
 * kernel that runs the world; whose change it was that a cell tells is known by its place.
 */
import { reachOfProgram } from '../../kernels/sparse/byte-chunks/chunk-stepper.ts'
import { countCells, type Size } from '../../lattice/size.ts'
import type { Topology } from '../../lattice/topology.ts'
import { ln } from '../../math/log2.ts'
import type { RuleProgram } from '../../rules/program/program.ts'
import type { Run } from '../../scenario/run.ts'
import { Simulation } from '../simulation.ts'
import { readCells } from './damage-twin.ts'

/** Numbers of defects are halved so many times when their sum is beyond. */
const SCALE_BITS = 512

export class DefectWalk {
  readonly #run: Run
  readonly #from: number
  /** Makes the run itself, and ticks beside it from where it stood. */
  #path: Simulation | undefined
  #beside: Simulation | undefined
  #defects = new Float64Array(0)
  /** What numbers of defects have been divided by, a power of two. */
  #scale = 0

  /** @param run a plain one of two states that has an end. */
  constructor(run: Run, from: number) {
    this.#run = run
    this.#from = from
  }

  /** The exponent up to a tick, in nats a tick; undefined where there is none. */
  async exponentAt(tick: number): Promise<number | undefined> {
    if (tick <= this.#from) return undefined
    const path = await this.#startPath(tick)
    while (path.tick < tick) await this.#follow(path)
    const sum = this.#defects.reduce((all, each) => all + each, 0)
    if (sum === 0) return undefined
    const growth = ln(sum / this.#defects.length) + this.#scale * ln(2)
    return growth / (tick - this.#from)
  }

  dispose(): void {
    this.#path?.dispose()
    this.#beside?.dispose()
    this.#path = undefined
    this.#beside = undefined
  }

  /** The run at a tick that is not behind `tick`, and not before the first. */
  async #startPath(tick: number): Promise<Simulation> {
    if (this.#path !== undefined && this.#path.tick <= tick) return this.#path
    this.dispose()
    const path = await Simulation.start(this.#run)
    this.#path = path
    this.#beside = await Simulation.start(this.#run)
    await path.advance(this.#from)
    this.#defects = new Float64Array(countCells(this.#run.size)).fill(1)
    this.#scale = 0
    return path
  }

  /** Makes a tick and leads the defects over it. */
  async #follow(path: Simulation): Promise<void> {
    const { size, topology } = this.#run
    const before = await path.takeSnapshot()
    const colors = listColors(size, topology, path.rule.program)
    await path.advance(1)
    const now = await readCells(path)
    const next = new Float64Array(now.length)
    const beside = this.#beside!
    for (const color of colors) {
      const changed = before.cells.slice()
      eachMember(size, color, (cell) => {
        changed[cell] = 1 - changed[cell]!
      })
      await beside.restore({ ...before, cells: changed })
      await beside.advance(1)
      addDefects(next, this.#defects, { size, color, now, other: await readCells(beside) })
    }
    this.#defects = next
    this.#rescale()
  }

  /** Powers of two lose nothing. */
  #rescale(): void {
    const most = this.#defects.reduce((high, each) => Math.max(high, each), 0)
    if (most < 2 ** SCALE_BITS) return
    for (let cell = 0; cell < this.#defects.length; cell++) this.#defects[cell]! /= 2 ** SCALE_BITS
    this.#scale += SCALE_BITS
  }
}

/** For each place of each axis the member of a color that is near enough to act there; -1 for none. */
interface Color {
  readonly x: Int32Array
  readonly y: Int32Array
  readonly z: Int32Array
}

/** How many colors the cells of a world need for no cell to see two of one. */
export function countColors(size: Size, topology: Topology, program: RuleProgram): number {
  const reach = reachOfProgram(program)
  const along = (length: number, cells: number) => {
    const step = Math.min(length, 2 * cells + 1)
    return step + (topology.kind === 'torus' && step > 0 ? length % step : 0)
  }
  return along(size.x, reach.x) * along(size.y, reach.y) * along(size.z, reach.z)
}

function listColors(size: Size, topology: Topology, program: RuleProgram): Color[] {
  const reach = reachOfProgram(program)
  const [xs, ys, zs] = [
    colorsOf(size.x, reach.x, topology),
    colorsOf(size.y, reach.y, topology),
    colorsOf(size.z, reach.z, topology),
  ]
  return zs.flatMap((z) => ys.flatMap((y) => xs.map((x) => ({ x, y, z }))))
}

/** The colors of an axis: every so many places, and what is left over of a ring each by itself. */
function colorsOf(length: number, reach: number, { kind }: Topology): Int32Array[] {
  const step = Math.min(length, 2 * reach + 1)
  const whole = kind === 'torus' ? length - (length % step) : length
  const members: number[][] = Array.from({ length: step }, (_, first) => {
    return Array.from({ length: Math.ceil((whole - first) / step) }, (_, i) => first + i * step)
  })
  for (let left = whole; left < length; left++) members.push([left])
  return members.map((places) => {
    const nearest = new Int32Array(length).fill(-1)
    for (const place of places) {
      for (let d = -reach; d <= reach; d++) {
        const at = kind === 'torus' ? (((place + d) % length) + length) % length : place + d
        if (at >= 0 && at < length) nearest[at] = place
      }
    }
    return nearest
  })
}

function eachMember(size: Size, { x, y, z }: Color, visit: (cell: number) => void): void {
  for (let k = 0; k < size.z; k++) {
    if (z[k] !== k) continue
    for (let j = 0; j < size.y; j++) {
      if (y[j] !== j) continue
      const row = size.x * (j + size.y * k)
      for (let i = 0; i < size.x; i++) if (x[i] === i) visit(row + i)
    }
  }
}

interface ColorTick {
  readonly size: Size
  readonly color: Color
  /** The state after a tick, and what it would be with the cells of the color changed before. */
  readonly now: Uint8Array
  readonly other: Uint8Array
}

/** Adds for each cell that is another the defects of the one that made it so. */
function addDefects(
  next: Float64Array,
  defects: Float64Array,
  { size, color: { x, y, z }, now, other }: ColorTick,
): void {
  for (let k = 0; k < size.z; k++) {
    for (let j = 0; j < size.y; j++) {
      const row = size.x * (j + size.y * k)
      const from = size.x * (y[j]! + size.y * z[k]!)
      for (let i = 0; i < size.x; i++) {
        if (now[row + i] !== other[row + i]) next[row + i]! += defects[from + x[i]!]!
      }
    }
  }
}
