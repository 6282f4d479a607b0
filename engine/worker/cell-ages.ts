/**
 * How long each cell of a picture has had its state, and how often it has changed lately, from looks
 * at the states one after another.
 *
 * Between two looks any number of ticks may lie: a cell that is the same in both counts as unchanged.
 * A cell that nobody has looked at before is new.
 */
import { countCells } from '../lattice/size.ts'
import type { WorldBox } from '../lattice/world-box.ts'
import { placeOfAge } from '../protocol/picture-api.ts'

/** Ages are counted up to this. */
const MAX_AGE = 65_535

/** A change brings a cell's activity one part in so many of the way to the most, a look without one back. */
const ACTIVITY_PART = 8

/** Activity behind a look, by that before it. */
const RISEN = Uint8Array.from(
  { length: 256 },
  (_, at) => at + Math.ceil((255 - at) / ACTIVITY_PART),
)
const FALLEN = Uint8Array.from({ length: 256 }, (_, at) => at - Math.ceil(at / ACTIVITY_PART))

const AGE_PLACES = Uint8Array.from({ length: MAX_AGE + 1 }, (_, age) => placeOfAge(age))

interface Seen {
  readonly box: WorldBox
  readonly states: Uint8Array
  readonly ages: Uint16Array
  readonly activity: Uint8Array
}

export class CellAges {
  #seen: Seen | undefined
  #tick = 0

  /** The tick of the last look; undefined before the first. */
  get tick(): number | undefined {
    return this.#seen === undefined ? undefined : this.#tick
  }

  /** Forgets all, as when another run is loaded. */
  clear(): void {
    this.#seen = undefined
  }

  /**
   * Looks at a state. A tick that lies before the last one begins anew.
   *
   * @param cells one byte a cell of the box in its flat order; they are read only here.
   */
  look(tick: number, box: WorldBox, cells: Uint8Array): void {
    const elapsed = tick - this.#tick
    const before = elapsed < 0 ? undefined : this.#seen
    this.#tick = tick
    if (before === undefined) {
      this.#seen = startAt(box)
      this.#seen.states.set(cells)
      return
    }
    const seen = isSameBox(before.box, box) ? before : moveTo(box, before)
    this.#seen = seen
    compare(seen, cells, elapsed)
  }

  /** Writes the places of the ages, as `placeOfAge` has them, of the last look. */
  writeAges(into: Uint8Array): void {
    const { ages } = this.#seen ?? { ages: new Uint16Array(into.length) }
    for (let i = 0; i < into.length; i++) into[i] = AGE_PLACES[ages[i]!]!
  }

  /** Writes how active each cell was up to the last look, 0 to 255. */
  writeActivity(into: Uint8Array): void {
    if (this.#seen === undefined) into.fill(0)
    else into.set(this.#seen.activity)
  }
}

function compare({ states, ages, activity }: Seen, cells: Uint8Array, elapsed: number): void {
  for (let i = 0; i < cells.length; i++) {
    if (cells[i] === states[i]) {
      ages[i] = Math.min(MAX_AGE, ages[i]! + elapsed)
      // An edit of the tick that was looked at is no look at another.
      if (elapsed > 0) activity[i] = FALLEN[activity[i]!]!
    } else {
      states[i] = cells[i]!
      ages[i] = 0
      activity[i] = RISEN[activity[i]!]!
    }
  }
}

function startAt(box: WorldBox): Seen {
  const count = countCells(box.size)
  return {
    box,
    states: new Uint8Array(count),
    ages: new Uint16Array(count),
    activity: new Uint8Array(count),
  }
}

/** What was seen of the cells that another box has, too; its other cells were 0, as all beyond a window. */
function moveTo(box: WorldBox, before: Seen): Seen {
  const seen = startAt(box)
  const from = (axis: 'x' | 'y' | 'z') => Math.max(box[axis], before.box[axis])
  const end = (axis: 'x' | 'y' | 'z') =>
    Math.min(box[axis] + box.size[axis], before.box[axis] + before.box.size[axis])
  const length = end('x') - from('x')
  if (length <= 0) return seen
  const indexIn = ({ x, y, z, size }: WorldBox, atY: number, atZ: number) =>
    from('x') - x + size.x * (atY - y + size.y * (atZ - z))
  for (let z = from('z'); z < end('z'); z++) {
    for (let y = from('y'); y < end('y'); y++) {
      const source = indexIn(before.box, y, z)
      const target = indexIn(box, y, z)
      for (const part of ['states', 'ages', 'activity'] as const) {
        seen[part].set(before[part].subarray(source, source + length), target)
      }
    }
  }
  return seen
}

function isSameBox(a: WorldBox, b: WorldBox): boolean {
  const isSame = (axis: 'x' | 'y' | 'z') => a[axis] === b[axis] && a.size[axis] === b.size[axis]
  return isSame('x') && isSame('y') && isSame('z')
}
