/**
 * What bits see of a kernel's planes, and what commands change in them, without waiting.
 *
 * Views of bits and commands do not wait. A kernel in memory lends its planes, and they are looked
 * at and changed where they lie, which takes no memory and no time. Another kernel answers later:
 * its planes are copied out once the state stands, no more cells of them than somebody wants, and
 * what commands write goes back before the next tick.
 */
import { type BitPlane, type BitPlanes, STATE_PLANE } from '../bits/bit-planes.ts'
import { PHYSICS_PARAMETERS } from '../bits/physics/physics-parameter.ts'
import type { LatticeKernel, LentPlane } from '../kernels/lattice-kernel.ts'
import { countCells, type Size } from '../lattice/size.ts'
import type { LatticePlane, LatticeProgram } from '../rules/program/lattice-program.ts'
import { type CellSpan, PlaneCopy } from './plane-copy.ts'

/** Planes that bits or their commands look at or change. */
const LOOKED_AT: ReadonlySet<BitPlane['kind']> = new Set([
  'component',
  'rule',
  'meta',
  'parameter',
  'memory',
  'status',
  'channel',
  'writes',
])

type SeenPlane = Pick<LatticePlane, 'low' | 'high'> & {
  readonly plane: BitPlane
  readonly component: number
}

function listLookedAt({ planes, states }: LatticeProgram): SeenPlane[] {
  const all = planes.map((each, i): SeenPlane => ({ ...each, component: i + 1 }))
  const state = { plane: STATE_PLANE, low: 0, high: states - 1, component: 0 }
  return [state, ...all.filter(({ plane }) => LOOKED_AT.has(plane.kind))]
}

const keyOf = ({ kind, name }: BitPlane) => `${kind} ${name}`

const isOfTheBitBefore = ({ kind, name }: BitPlane) =>
  kind === 'memory' ||
  (kind === 'parameter' && !PHYSICS_PARAMETERS.some((physical) => physical.name === name))

export class PlaneMirror implements BitPlanes {
  readonly #cells: number
  readonly #planes = new Map<string, LentPlane>()
  readonly #copies: PlaneCopy[] = []
  readonly #ofTheBitBefore: LentPlane[] = []
  /** The planes by those who ask, who ask with the same few names again and again. */
  readonly #found = new WeakMap<BitPlane, LentPlane>()
  /** The cells that can be looked at. */
  #fresh: CellSpan | undefined

  /** Mirrors the states and planes of a kernel that stays its owner's. */
  constructor(kernel: LatticeKernel, size: Size, lattice: LatticeProgram) {
    this.#cells = countCells(size)
    for (const { plane, component, low, high } of listLookedAt(lattice)) {
      let seen = kernel.lend?.(component)
      if (seen === undefined) {
        const copy = new PlaneCopy(kernel, plane, { low, high })
        this.#copies.push(copy)
        seen = copy
      }
      this.#planes.set(keyOf(plane), seen)
      if (isOfTheBitBefore(plane)) this.#ofTheBitBefore.push(seen)
    }
  }

  /**
   * Lets some cells be looked at and written to, until `invalidate`, beside those that can be
   * already; all cells where nobody says which. What was written has been flushed.
   */
  async refresh({ from, to }: CellSpan = { from: 0, to: this.#cells }): Promise<void> {
    const before = this.#fresh
    if (before !== undefined && before.from <= from && to <= before.to) return
    const span = {
      from: Math.min(from, before?.from ?? from),
      to: Math.max(to, before?.to ?? to),
    }
    for (const copy of this.#copies) await copy.refresh(span)
    this.#fresh = span
  }

  /** Lets nothing be looked at, since the kernel has gone on; what was written has been flushed. */
  invalidate(): void {
    this.#fresh = undefined
  }

  /** Bytes of what is copied out now. */
  countBytes(): number {
    return this.#copies.reduce((sum, copy) => sum + copy.countBytes(), 0)
  }

  /** Brings what was written to the kernel, whose state is that of this tick. */
  async flush(tick: number): Promise<void> {
    for (const copy of this.#copies) await copy.flush(tick)
  }

  readAt(plane: BitPlane, cell: number): number {
    this.#assertFresh(plane, cell)
    return this.#find(plane)?.readAt(cell) ?? 0
  }

  readPlane(plane: BitPlane, into: Int32Array | Uint8Array): void {
    this.#assertFresh(plane, 0)
    this.#assertFresh(plane, this.#cells - 1)
    const seen = this.#find(plane)
    if (seen === undefined) into.fill(0)
    else seen.read(into)
  }

  /** Planes that the lattice has no use for are dropped. */
  writeAt(plane: BitPlane, cell: number, value: number): void {
    this.#assertFresh(plane, cell)
    this.#find(plane)?.writeAt(cell, value)
  }

  /**
   * Empties what the store of bits knows nothing of, which is of a bit that lived there before: the
   * memories of physics, and the parameters that only rules name.
   */
  forget(cell: number): void {
    for (const plane of this.#ofTheBitBefore) plane.writeAt(cell, 0)
  }

  #find(plane: BitPlane): LentPlane | undefined {
    const known = this.#found.get(plane)
    if (known !== undefined) return known
    const seen = this.#planes.get(keyOf(plane))
    if (seen !== undefined) this.#found.set(plane, seen)
    return seen
  }

  /** Also where planes are lent, so that whoever looks too late does so on every back end. */
  #assertFresh(plane: BitPlane, cell: number): void {
    const fresh = this.#fresh
    if (fresh !== undefined && fresh.from <= cell && cell < fresh.to) return
    throw new Error(`cell ${cell} of the plane ${keyOf(plane)} is looked at before it was copied`)
  }
}
