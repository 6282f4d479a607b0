/**
 * RuleProgram: the one form that every rule takes before any machine runs it.
 *
 * A program says what one cell becomes, as a small dataflow over 32-bit integers: nodes in order,
 * each using only nodes before it. Three primitives do the work. **Partition** gathers the values
 * of the sites a cell looks at, **sum** (SumReduce) counts or adds them up, and **map** turns
 * numbers into numbers, by a table, a decision tree or arithmetic. Everything is integer and
 * depends on nothing but the state, so order, thread and machine cannot matter.
 *
 * Arithmetic is that of SEMANTICS: i32, wrapping, shifts modulo 32, division truncating toward
 * zero with x / 0 = 0 and MIN / -1 = MIN.
 *
 * Programs are frozen data. They are compared and hashed by `serialize-program.ts`, checked by
 * `validate-program.ts`, brought into their simplest form by `optimize-program.ts` and recognized
 * by `program-form.ts`.
 */
import type { NeighborhoodSpec } from '../../lattice/neighborhood.ts'
import type { Dimensions, Size } from '../../lattice/size.ts'

/** Position of a node in its program. */
export type NodeId = number

/** Which sites a partition gathers, in order. */
export type Gathering =
  /** The neighbors in the order z, y, x; with the cell itself at its place in it, if wanted. */
  | {
      readonly kind: 'neighborhood'
      readonly neighborhood: NeighborhoodSpec
      readonly withCenter: boolean
    }
  /**
   * The block of the grid that the cell lies in (Margolus): all its sites in the order z, y, x,
   * the cell among them. At tick t the grid of blocks has a corner at
   * `corners[t mod corners.length]`; coordinates of a corner are from 0 to the block's size - 1.
   */
  | {
      readonly kind: 'block'
      readonly sizeCells: Size
      readonly corners: readonly (readonly [x: number, y: number, z: number])[]
    }

/** What a sum adds for a site of some value. */
export type Measure =
  /** The value itself. */
  | { readonly kind: 'value' }
  /** 1 where the value is this one, else 0. */
  | { readonly kind: 'is'; readonly value: number }
  /** `values[value]`; 0 beyond the table's end and for negative values. */
  | { readonly kind: 'table'; readonly values: readonly number[] }

/** One digit of a table's index: `node - low`, brought into 0 to `count - 1` by clamping. */
export interface TableInput {
  readonly node: NodeId
  readonly low: number
  readonly count: number
}

/** Comparisons give 1 or 0. `shr` keeps the sign, `shru` does not. `rem` is x - (x / y) * y. */
export type BinaryOperator =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'rem'
  | 'and'
  | 'or'
  | 'xor'
  | 'shl'
  | 'shr'
  | 'shru'
  | 'eq'
  | 'ne'
  | 'lt'
  | 'le'
  | 'gt'
  | 'ge'
  | 'min'
  | 'max'

export type ProgramNode =
  | { readonly op: 'const'; readonly value: number }
  /** The cell's own value of a component; 0 is its state. */
  | { readonly op: 'own'; readonly component: number }
  /** A channel's value at the cell's coordinate, as it was when the tick began. */
  | { readonly op: 'field'; readonly channel: number }
  /** A physics parameter of the cell. */
  | { readonly op: 'parameter'; readonly parameter: number }
  /** Which of the world's rules the cell follows, 0 to `rules - 1`. */
  | { readonly op: 'rule' }
  /** The low 32 bits of the tick that this step starts from. */
  | { readonly op: 'tick' }
  | { readonly op: 'coordinate'; readonly axis: 'x' | 'y' | 'z' }
  /** All 32 bits of draw number `draw` of (seed, tick, cell): Philox4x32-10 as in SEMANTICS. */
  | { readonly op: 'random'; readonly draw: number }
  /** Gathers values of a component; only `site`, `position` and `sum` use such a node. */
  | { readonly op: 'partition'; readonly component: number; readonly gathering: Gathering }
  /** One gathered value. Sites outside the world read 0. */
  | { readonly op: 'site'; readonly partition: NodeId; readonly index: number }
  /** Which of its block's sites the cell is; block partitions only. */
  | { readonly op: 'position'; readonly partition: NodeId }
  /** The sum of weight times measure over the gathered sites; all weights are 1 where absent. */
  | {
      readonly op: 'sum'
      readonly partition: NodeId
      readonly measure: Measure
      readonly weights?: readonly number[]
    }
  /** `values[((d0 * count1) + d1) * count2 + d2 ...]`, the digits d of the inputs in order. */
  | {
      readonly op: 'table'
      readonly inputs: readonly TableInput[]
      readonly values: Int32Array
    }
  /**
   * A decision diagram. Every row of `rows` has `arity` entries. The root is the last row; at
   * depth d the input `inputs[d]`, clamped to 0..arity-1, picks an entry, which is the number of
   * the row to go on with or, at the last input, the value.
   */
  | {
      readonly op: 'tree'
      readonly inputs: readonly NodeId[]
      readonly arity: number
      readonly rows: Int32Array
    }
  | {
      readonly op: 'binary'
      readonly operator: BinaryOperator
      readonly left: NodeId
      readonly right: NodeId
    }
  /** `then` where `condition` is not 0, else `otherwise`. */
  | {
      readonly op: 'select'
      readonly condition: NodeId
      readonly then: NodeId
      readonly otherwise: NodeId
    }

/** What is known of a component after the state. */
export interface ComponentTraits {
  /** Least and greatest value, both included, that cells can have; i32. */
  readonly low: number
  readonly high: number
  /** What a site outside the world reads as: 0, or the value of the nearest site inside. */
  readonly edge: 'zero' | 'nearest'
}

export interface FieldWrite {
  readonly channel: number
  /** What is added to the channel at the cell's own coordinate when the tick ends. */
  readonly value: NodeId
}

export interface RuleProgram {
  readonly version: 1
  /** Axes its partitions look along, at most. */
  readonly dimensions: Dimensions
  /** States of component 0, a byte a cell: 2 to 256. */
  readonly states: number
  /** Names of the components after the state, an i32 a cell each. */
  readonly components: readonly string[]
  /**
   * What is known of each of them, in their order; absent, they hold any i32 and read 0 outside
   * the world. A program must keep each within its bounds.
   */
  readonly traits?: readonly ComponentTraits[]
  /** Names of the channels read or written. */
  readonly channels: readonly string[]
  /** Names of the physics parameters read, an i32 a cell each. */
  readonly parameters: readonly string[]
  /** How many rule indices cells may have; 1 where there is but one rule. */
  readonly rules: number
  readonly nodes: readonly ProgramNode[]
  /** The node of each component's next value, the state's first. */
  readonly next: readonly NodeId[]
  readonly writes: readonly FieldWrite[]
}

/** Limits on what a stranger's program may ask for. */
export const PROGRAM_LIMITS = Object.freeze({
  nodes: 20_000,
  /** Entries and inputs of all tables and trees, and weights, together. */
  entries: 2 ** 25,
  components: 64,
  channels: 16,
  parameters: 16,
  rules: 256,
  /** Sites that all partitions gather together: two of the widest squares. */
  gatheredSites: 2 ** 21,
  /** Sites of one block. */
  blockSites: 64,
  /** Corners that a grid of blocks goes through, tick by tick. */
  corners: 64,
  /** Sites that a `site` node may name one by one. */
  namedSites: 4096,
  draws: 64,
})
