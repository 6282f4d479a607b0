/**
 * The HashLife kernel: two-state rules on a plane without an end, any number of ticks at once.
 *
 * The state is a quadtree in which equal squares are one (`node-store.ts`), and its future is put
 * together from the remembered futures of its squares (`advance-code.ts`). It costs what is new in
 * space and time, so regular patterns run for 2^40 ticks in moments, while a soup runs no faster
 * than elsewhere.
 *
 * The tree's plane lies one row above the world's: row 0 of the tree is row 1 here, as in Golly's
 * macrocell files, whose squares can so be taken over as they are.
 */
import { assertWorldSize, type Size } from '../../lattice/size.ts'
import type { WorldBox } from '../../lattice/world-box.ts'
import { validateProgram } from '../../rules/program/validate-program.ts'
import { CellsError, KernelMemoryError, KernelUnsupportedError } from '../errors.ts'
import type { UnboundedKernel, UnboundedSetup } from '../unbounded-kernel.ts'
import {
  type Background,
  type BackgroundPlan,
  type BackgroundStep,
  planBackgrounds,
} from './background-plan.ts'
import { AdvanceOverError, PlaneRangeError } from './errors.ts'
import { NodeStore } from './node-store.ts'
import { type PlaneRule, planeRuleOf } from './plane-rule.ts'
import { type AdvanceSetup, advanceNode } from './quad-advance.ts'
import { boundsOfTree, countLiveCells, type QuadBounds } from './quad-facts.ts'
import { loadTable, type QuadTable, tableOf } from './quad-table.ts'
import { QuadTree } from './quad-tree.ts'
import { filledSquares, type QuadWindow, readWindow, writeWindow } from './quad-window.ts'

/** Bytes the nodes may take where the setup does not say: 12.5 million nodes. */
const DEFAULT_MAX_BYTES = 2 ** 29

/** The row of the world at the tree's row 0. */
const CENTER_Y = 1

/** Boxes lie within this distance from the origin, so that all sums with them are exact. */
const MAX_BOX_REACH = 2 ** 52

/** An unbounded kernel that can also take and give its state as squares. */
export interface HashLifeKernel extends UnboundedKernel {
  /**
   * Forgets the state and starts anew from the squares of a table, on a background of 0.
   *
   * @throws {KernelMemoryError} when they do not fit; the world is empty then.
   */
  load(table: QuadTable, tick: number): void
  /** The squares of the state: cells that are not background. */
  save(): QuadTable
  /** `bounds` for worlds of any width; `right` and `bottom` are the first sites outside. */
  exactBounds(): QuadBounds | undefined
}

/**
 * Builds a HashLife kernel of an empty plane at tick 0.
 *
 * @throws {KernelUnsupportedError} unless the rule has two states and looks at the eight cells
 * around at most, and the world has no end along x and y and one layer.
 * @throws {SizeError | ProgramError} when size or program is at fault.
 */
export function createHashLifeKernel(setup: UnboundedSetup): HashLifeKernel {
  const refuse = (reason: string) =>
    new KernelUnsupportedError({ backend: 'hashlife', rule: setup.rule.canonical, reason })
  const refusal = findSizeRefusal(assertWorldSize(setup.size))
  if (refusal !== undefined) throw refuse(refusal)
  validateProgram(setup.rule.program)
  const result = planeRuleOf(setup.rule.program)
  if (!result.ok) throw refuse(result.reason)
  return new QuadKernel(result.rule, setup.maxBytes ?? DEFAULT_MAX_BYTES)
}

/** Why HashLife cannot run a setup, without a full stop; undefined where it can. */
export function findHashLifeRefusal({ size, rule }: UnboundedSetup): string | undefined {
  const refusal = findSizeRefusal(size)
  if (refusal !== undefined) return refusal
  const result = planeRuleOf(rule.program)
  return result.ok ? undefined : result.reason
}

function findSizeRefusal({ x, y, z }: Size): string | undefined {
  if (x === 0 && y === 0 && z === 1) return undefined
  return `HashLife runs planes without an end (0x0x1), not worlds of ${x}x${y}x${z}`
}

class QuadKernel implements HashLifeKernel {
  readonly backend = 'hashlife'
  readonly #plan: BackgroundPlan
  readonly #tree: QuadTree
  #lastAdvance: AdvanceSetup | undefined
  #tick = 0
  #background: Background = 0

  constructor(rule: PlaneRule, maxBytes: number) {
    this.#plan = planBackgrounds(rule)
    const refuse = () =>
      new KernelMemoryError({ backend: this.backend, maxBytes, tick: this.#tick })
    this.#tree = new QuadTree(new NodeStore(rule, maxBytes, refuse))
  }

  get tick(): number {
    return this.#tick
  }

  get background(): number {
    return this.#background
  }

  clear(tick: number, background = 0): void {
    if (background !== 0 && background !== 1) {
      throw new CellsError({ found: `background ${background}`, wanted: 'states from 0 to 1' })
    }
    this.#tick = assertTick(tick)
    this.#background = background
    this.#lastAdvance = undefined
    this.#tree.clear()
  }

  write(box: WorldBox, cells: Uint8Array): void {
    const window = windowOf(box, cells)
    const fault = cells.findIndex((state) => state > 1)
    if (fault !== -1) {
      const found = `state ${cells[fault]} at cell ${fault} of the box`
      throw new CellsError({ found, wanted: 'states from 0 to 1' })
    }
    writeWindow(this.#tree, window, cells, this.#background)
  }

  read(box: WorldBox, into: Uint8Array): void {
    readWindow(this.#tree, windowOf(box, into), into, this.#background, 1 - this.#background)
  }

  advance(ticks: number, isOver?: () => boolean): void {
    const end = assertTick(this.#tick + assertTick(ticks))
    while (this.#tick < end) {
      const step = this.#plan[this.#background]
      const count = step.isSingle ? 1 : end - this.#tick
      if (!this.#advanceTree({ ticks: count, step }, isOver)) return
      this.#background = this.#backgroundAfter(step, count)
      this.#tick += count
    }
  }

  bounds(): WorldBox | undefined {
    const bounds = this.exactBounds()
    if (bounds === undefined) return undefined
    const { left, top, right, bottom } = bounds
    return {
      x: exactNumber('the left edge of the pattern', left),
      y: exactNumber('the top edge of the pattern', top),
      z: 0,
      size: {
        x: exactNumber('the width of the pattern', right - left),
        y: exactNumber('the height of the pattern', bottom - top),
        z: 1,
      },
    }
  }

  exactBounds(): QuadBounds | undefined {
    const bounds = boundsOfTree(this.#tree)
    if (bounds === undefined) return undefined
    const shift = BigInt(CENTER_Y)
    return { ...bounds, top: bounds.top + shift, bottom: bounds.bottom + shift }
  }

  *filledBoxes(): Generator<WorldBox> {
    for (const { x, y, width, height } of filledSquares(this.#tree)) {
      yield { x, y: y + CENTER_Y, z: 0, size: { x: width, y: height, z: 1 } }
    }
  }

  population(): bigint | undefined {
    return this.#background === 0 ? countLiveCells(this.#tree) : undefined
  }

  load(table: QuadTable, tick: number): void {
    this.clear(tick)
    loadTable(this.#tree, table)
  }

  save(): QuadTable {
    this.#tree.trim()
    return tableOf(this.#tree)
  }

  dispose(): void {
    this.clear(0)
  }

  #backgroundAfter({ isSingle, odd, even }: BackgroundStep, ticks: number): Background {
    if (isSingle) return this.#background === 0 ? 1 : 0
    return ticks % 2 === 0 ? even : odd
  }

  /**
   * The root is widened until no cell can leave its middle; should memory fail, it is as before.
   * Gives false where the advance was broken off: all is as before then, too, but for what squares
   * have learned of their future, so that the same advance is soon where it was.
   */
  #advanceTree(setup: AdvanceSetup, isOver: (() => boolean) | undefined): boolean {
    const tree = this.#tree
    if (tree.isEmpty) return true
    tree.trim()
    tree.pad()
    tree.pad()
    while (2 ** (tree.level - 3) < setup.ticks) tree.pad()
    const { store, root, level } = tree
    const last = this.#lastAdvance
    this.#lastAdvance = setup
    store.isOver = isOver
    try {
      tree.replace(advanceNode(store, root, level, setup, last), level - 1)
    } catch (error) {
      if (error instanceof AdvanceOverError) return false
      throw error
    } finally {
      store.isOver = undefined
    }
    tree.trim()
    return true
  }
}

/** A box's place on the tree's plane. */
function windowOf({ x, y, z, size }: WorldBox, cells: Uint8Array): QuadWindow {
  const count = size.x * size.y * size.z
  if (z !== 0 || size.z !== 1 || cells.length !== count) {
    throw new CellsError({
      found: `${cells.length} cells for a box of ${size.x}x${size.y}x${size.z} at layer ${z}`,
      wanted: 'one for each site of a box in layer 0',
    })
  }
  for (const edge of [x, y, x + size.x, y + size.y]) {
    if (!Number.isInteger(edge) || Math.abs(edge) > MAX_BOX_REACH) {
      throw new PlaneRangeError({ what: 'an edge of the box', found: String(edge) })
    }
  }
  return { x, y: y - CENTER_Y, width: size.x, height: size.y }
}

/** @throws {PlaneRangeError} unless it is a whole number from 0 on that is exact. */
function assertTick(tick: number): number {
  if (Number.isSafeInteger(tick) && tick >= 0) return tick
  throw new PlaneRangeError({ what: 'the tick', found: String(tick) })
}

function exactNumber(what: string, value: bigint): number {
  const number = Number(value)
  if (Number.isSafeInteger(number)) return number
  const bits = (value < 0n ? -value : value).toString(2).length - 1
  throw new PlaneRangeError({ what, found: `about ${value < 0n ? '-' : ''}2^${bits}` })
}
