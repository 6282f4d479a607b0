/**
 * What bits see of a kernel's planes, and what commands change in them, without waiting.
 *
 * A kernel may answer later; views of bits and commands do not wait. So the planes that they look
 * at are copied out once the state stands, and what commands write goes back before the next tick,
 * the cells between the first and the last that were written.
 */
import { type BitPlane, type BitPlanes, STATE_PLANE } from '../bits/bit-planes.ts'
import { PHYSICS_PARAMETERS } from '../bits/physics/physics-parameter.ts'
import type { LatticeKernel } from '../kernels/lattice-kernel.ts'
import { countCells, type Size } from '../lattice/size.ts'
import type { LatticeProgram } from '../rules/program/lattice-program.ts'

/** Planes that bits or their commands look at or change. */
const LOOKED_AT: ReadonlySet<BitPlane['kind']> = new Set([
  'component',
  'rule',
  'meta',
  'parameter',
  'memory',
  'status',
  'channel',
])

interface Copy {
  readonly plane: BitPlane
  readonly values: Int32Array | Uint8Array
  /** Whether it is what the kernel holds, but for what was written since. */
  isFresh: boolean
  /** Cells that were written, from `from` to before `to`; none where they are equal. */
  from: number
  to: number
}

/** Bytes a cell of the copies, which are made when a world is. */
export function countMirrorBytes({ planes }: LatticeProgram): number {
  const copied = planes.filter(({ plane }) => LOOKED_AT.has(plane.kind)).length
  return Uint8Array.BYTES_PER_ELEMENT + copied * Int32Array.BYTES_PER_ELEMENT
}

const keyOf = ({ kind, name }: BitPlane) => `${kind} ${name}`

const isOfTheBitBefore = ({ kind, name }: BitPlane) =>
  kind === 'memory' ||
  (kind === 'parameter' && !PHYSICS_PARAMETERS.some((physical) => physical.name === name))

export class PlaneMirror implements BitPlanes {
  readonly #kernel: LatticeKernel
  readonly #copies = new Map<string, Copy>()
  /** The same by those who ask, who ask with the same few names again and again. */
  readonly #found = new WeakMap<BitPlane, Copy>()

  /** Mirrors the states and planes of a kernel that stays its owner's. */
  constructor(kernel: LatticeKernel, size: Size, lattice: LatticeProgram) {
    this.#kernel = kernel
    const cells = countCells(size)
    this.#add(STATE_PLANE, new Uint8Array(cells))
    for (const { plane } of lattice.planes) {
      if (LOOKED_AT.has(plane.kind)) this.#add(plane, new Int32Array(cells))
    }
  }

  /** Copies out what has changed since the last tick. */
  async refresh(): Promise<void> {
    for (const copy of this.#copies.values()) {
      if (copy.isFresh) continue
      await this.#read(copy)
      copy.isFresh = true
    }
  }

  /** Forgets what was copied, since the kernel has gone on; what was written must be flushed. */
  invalidate(): void {
    for (const copy of this.#copies.values()) copy.isFresh = false
  }

  /** Brings what was written to the kernel, whose state is that of this tick. */
  async flush(tick: number): Promise<void> {
    for (const copy of this.#copies.values()) {
      if (copy.from >= copy.to) continue
      const part = copy.values.subarray(copy.from, copy.to)
      if (part instanceof Uint8Array) await this.#kernel.write(part, tick, copy.from)
      else if (copy.plane.kind !== 'state') {
        await this.#kernel.writePlane(copy.plane, part, copy.from)
      }
      copy.from = copy.to = 0
    }
  }

  readAt(plane: BitPlane, cell: number): number {
    return this.#find(plane)?.values[cell] ?? 0
  }

  readPlane(plane: BitPlane, into: Int32Array | Uint8Array): void {
    const copy = this.#find(plane)
    if (copy === undefined) into.fill(0)
    else into.set(copy.values)
  }

  /** Planes that the lattice has no use for are dropped. */
  writeAt(plane: BitPlane, cell: number, value: number): void {
    const copy = this.#find(plane)
    if (copy === undefined) return
    copy.values[cell] = value
    const isFirst = copy.from >= copy.to
    copy.from = isFirst ? cell : Math.min(copy.from, cell)
    copy.to = isFirst ? cell + 1 : Math.max(copy.to, cell + 1)
  }

  /**
   * Empties what the store of bits knows nothing of, which is of a bit that lived there before: the
   * memories of physics, and the parameters that only rules name.
   */
  forget(cell: number): void {
    for (const { plane } of this.#copies.values()) {
      if (isOfTheBitBefore(plane)) this.writeAt(plane, cell, 0)
    }
  }

  #find(plane: BitPlane): Copy | undefined {
    let copy = this.#found.get(plane)
    if (copy === undefined) {
      copy = this.#copies.get(keyOf(plane))
      if (copy !== undefined) this.#found.set(plane, copy)
    }
    if (copy === undefined || copy.isFresh) return copy
    throw new Error(`the plane ${keyOf(plane)} is looked at before it was copied`)
  }

  #add(plane: BitPlane, values: Copy['values']): void {
    this.#copies.set(keyOf(plane), { plane, values, isFresh: false, from: 0, to: 0 })
  }

  async #read({ plane, values }: Copy): Promise<void> {
    if (values instanceof Uint8Array) await this.#kernel.read(values)
    else if (plane.kind !== 'state') await this.#kernel.readPlane(plane, values)
  }
}
