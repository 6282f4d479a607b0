/**
 * The code that decides which chunks a tick computes.
 *
 * A chunk need not be computed where neither it nor what it sees has changed from what it was two
 * ticks before: the state before the last, which the tick would overwrite, is then what it would
 * write. So what stands still costs nothing, nor what blinks with period two. Where a tick finds a
 * difference it puts the chunk into the list of the next tick, and with it those around that see
 * the difference; chunks that are not there are made.
 *
 * Chunks found blank at both ticks go to a list of their own and are freed when it is swept.
 */
import type { Expression, Local, Operand, Variable } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder, FunctionHandle } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { v128 } from '../../../forge/wasm/vectors.ts'
import {
  CHANGES_SHIFT,
  type ChunkLayout,
  FLAGS,
  IS_WRITTEN,
  LINKS,
  LISTED_BLANK,
  NEIGHBORS,
  neighborPlace,
  QUEUED_EVEN,
  QUEUED_ODD,
  VECTOR_BYTES,
} from './chunk-layout.ts'
import { type ChunkMemory, HEADS } from './chunk-memory.ts'
import type { StoreFunctions } from './chunk-store-code.ts'
import { addEdges } from './edge-code.ts'

/** Computes the next state of a chunk, by the places of both; gives who sees a difference. */
export type StepFunction = FunctionHandle<readonly ['i32', 'i32', 'i32'], 'i32'>

/** Adds what decides where to look, and the tick itself. */
export function addSpreadFunctions(
  module: ModuleBuilder,
  layout: ChunkLayout,
  places: ChunkMemory,
  store: StoreFunctions,
  steps: readonly [StepFunction | undefined, StepFunction | undefined],
): void {
  const blanks = module.global('i32', 0)
  const isBlank = addIsBlank(module, layout)
  const spread = addSpread(module, layout, places, store)
  addTouch(module, layout, spread)
  const spreadAll = addSpreadAll(module, layout, spread)
  addTick(module, layout, { steps, spreadAll, isBlank, blanks })
  addSweep(module, layout, store, isBlank, blanks)
}

type IsBlank = FunctionHandle<readonly ['i32'], 'i32'>

function addIsBlank(module: ModuleBuilder, { headerBytes, stateBytes }: ChunkLayout): IsBlank {
  return module.function({ params: ['i32'], result: 'i32' }, (f, chunk) => {
    const all = f.local('v128')
    for (let place = headerBytes; place < headerBytes + 2 * stateBytes; place += VECTOR_BYTES) {
      f.set(all, v128.or(all, v128.load(chunk, place)))
    }
    f.return(i32.eqz(v128.anyTrue(all)))
  })
}

/** Puts a chunk into the list of the even (0) or odd (1) ticks. */
function queue(f: FunctionBuilder, chunk: Local<'i32'>, parity: Operand<'i32'>): void {
  const shift = i32.shl(parity, 2)
  const head = f.keep(i32.add(shift, HEADS))
  f.do(
    i32.store(i32.add(chunk, shift), i32.load(head), LINKS),
    i32.store(head, chunk),
    i32.store(chunk, i32.or(i32.load(chunk, FLAGS), i32.shl(1, parity)), FLAGS),
  )
}

/** Place of the state of even (0) or odd (1) ticks. */
const stateAt = ({ headerBytes, stateBytes }: ChunkLayout, parity: Expression<'i32'>) =>
  i32.add(i32.mul(parity, stateBytes), headerBytes)

/** The bit of a chunk's own direction. */
const middleOf = ({ directions }: ChunkLayout) => 1 << (directions >> 1)

type SpreadFunction = FunctionHandle<readonly ['i32', 'i32', 'i32'], 'void'>

/** Queues chunks in some directions from a chunk for the ticks of a parity. */
function addSpread(
  module: ModuleBuilder,
  layout: ChunkLayout,
  { missing }: ChunkMemory,
  { createBeside }: StoreFunctions,
): SpreadFunction {
  const middle = middleOf(layout)
  return module.function({ params: ['i32', 'i32', 'i32'] }, (f, chunk, directions, parity) => {
    const isQueued = (flags: Operand<'i32'>) => i32.and(i32.shrU(flags, parity), 1)
    f.if(i32.and(directions, middle), () => {
      f.if(i32.eqz(isQueued(i32.load(chunk, FLAGS))), () => queue(f, chunk, parity))
    })
    const rest = f.keep(i32.and(directions, 2 ** layout.directions - 1 - middle))
    f.while(rest, () =>
      f.block((done) => {
        const direction = f.keep(i32.ctz(rest))
        f.set(rest, i32.and(rest, i32.sub(rest, 1)))
        const slot = i32.add(chunk, i32.shl(direction, 2))
        const other = f.keep(i32.load(slot, NEIGHBORS))
        f.if(
          i32.eq(other, missing),
          () => {
            f.set(other, f.call(createBeside, chunk, direction))
            f.branchIf(done, i32.eqz(other))
          },
          () => f.branchIf(done, isQueued(i32.load(other, FLAGS))),
        )
        queue(f, other, parity)
      }),
    )
  })
}

/**
 * Adds `spreadAll(parity)`: queues the chunks around all those in a list that see their changes.
 *
 * It runs when all that have changed are in the list. Most chunks around a changed one have then
 * changed themselves, so that nothing is to be done, and one prediction tells so.
 */
function addSpreadAll(
  module: ModuleBuilder,
  layout: ChunkLayout,
  spread: SpreadFunction,
): FunctionHandle<readonly ['i32'], 'void'> {
  const middle = layout.directions >> 1
  const around = Array.from({ length: layout.directions }, (_, direction) => direction).filter(
    (direction) => direction !== middle,
  )
  /** Tells whether all that see a change are in the list; a function of its own, to be fast soon. */
  const isDone = module.function(
    { params: ['i32', 'i32', 'i32'], result: 'i32' },
    (f, chunk, directions, parity) => {
      const blind = f.keep(i32.xor(directions, -1))
      const outcomes = around.map((direction): Expression<'i32'> => {
        const flags = i32.load(i32.load(chunk, neighborPlace(direction)), FLAGS)
        return i32.or(i32.shrU(flags, parity), i32.shrU(blind, direction))
      })
      f.return(
        i32.and(
          outcomes.reduce((all, outcome) => i32.and(all, outcome)),
          1,
        ),
      )
    },
  )
  return module.function({ params: ['i32'] }, (f, parity) => {
    const shift = f.keep(i32.shl(parity, 2))
    const chunk = f.local('i32', i32.load(shift, HEADS))
    f.while(chunk, () => {
      const directions = f.keep(i32.shrU(i32.load(chunk, FLAGS), CHANGES_SHIFT))
      f.if(i32.eqz(f.call(isDone, chunk, directions, parity)), () =>
        f.do(f.call(spread, chunk, directions, parity)),
      )
      f.set(chunk, i32.load(i32.add(chunk, shift), LINKS))
    })
  })
}

/**
 * Exports `touch(chunk, flags, directions, parity)`: gives a chunk some flags and puts those around
 * it that see something in some directions into a list; and `revive(chunk, parity)`, which does so
 * for all that see a cell of it.
 */
function addTouch(module: ModuleBuilder, layout: ChunkLayout, spread: SpreadFunction): void {
  const edges = addEdges(module, layout)
  const params = ['i32', 'i32', 'i32', 'i32'] as const
  module.function({ params, export: 'touch' }, (f, chunk, flags, directions, parity) => {
    f.do(
      i32.store(chunk, i32.or(i32.load(chunk, FLAGS), flags), FLAGS),
      f.call(spread, chunk, directions, parity),
    )
  })
  module.function({ params: ['i32', 'i32'], export: 'revive' }, (f, chunk, parity) => {
    const seen = f.call(edges, chunk, stateAt(layout, parity))
    f.do(f.call(spread, chunk, i32.or(seen, middleOf(layout)), parity))
  })
}

/**
 * Exports `tick(parity, background)`: computes the chunks in the list of the parity. What was
 * written to is computed a second time, since the state to be overwritten then is not what the
 * rule makes of the one before.
 */
function addTick(
  module: ModuleBuilder,
  layout: ChunkLayout,
  {
    steps,
    spreadAll,
    isBlank,
    blanks,
  }: {
    readonly steps: readonly (StepFunction | undefined)[]
    readonly spreadAll: FunctionHandle<readonly ['i32'], 'void'>
    readonly isBlank: IsBlank
    readonly blanks: Variable<'i32'>
  },
): void {
  const params = ['i32', 'i32'] as const
  module.function({ params, export: 'tick' }, (f, parity, background) => {
    const next = f.keep(i32.sub(1, parity))
    const from = f.keep(stateAt(layout, parity))
    const to = f.keep(stateAt(layout, next))
    const shift = f.keep(i32.shl(parity, 2))
    const nextShift = f.keep(i32.shl(next, 2))
    const chunk = f.local('i32', i32.load(shift, HEADS))
    f.do(i32.store(shift, 0, HEADS))
    const head = f.local('i32', 0)
    const directions = f.local('i32')
    const step = () => {
      const [step0, step1] = steps.map((each) => each && f.call(each, chunk, from, to))
      if (step0 === undefined || step1 === undefined) f.set(directions, (step0 ?? step1)!)
      else
        f.if(
          background,
          () => f.set(directions, step1),
          () => f.set(directions, step0),
        )
    }
    f.while(chunk, () => {
      const following = f.keep(i32.load(i32.add(chunk, shift), LINKS))
      const flags = f.keep(i32.load(chunk, FLAGS))
      step()
      f.if(i32.and(flags, IS_WRITTEN), () => {
        f.set(directions, i32.or(directions, middleOf(layout)))
      })
      f.set(flags, i32.and(flags, LISTED_BLANK))
      f.if(
        directions,
        () => {
          const changes = i32.or(i32.shl(1, next), i32.shl(directions, CHANGES_SHIFT))
          f.do(
            i32.store(i32.add(chunk, nextShift), head, LINKS),
            i32.store(chunk, i32.or(flags, changes), FLAGS),
          )
          f.set(head, chunk)
        },
        () => {
          f.if(i32.eqz(flags), () =>
            f.if(f.call(isBlank, chunk), () => {
              f.set(flags, LISTED_BLANK)
              f.do(i32.store(chunk, blanks, layout.blankLink))
              f.set(blanks, chunk)
            }),
          )
          f.do(i32.store(chunk, flags, FLAGS))
        },
      )
      f.set(chunk, following)
    })
    f.do(i32.store(nextShift, head, HEADS), f.call(spreadAll, next))
  })
}

/** Exports `sweep()`: frees the chunks listed as blank that still are and that no tick needs. */
function addSweep(
  module: ModuleBuilder,
  { blankLink }: ChunkLayout,
  { release }: StoreFunctions,
  isBlank: IsBlank,
  blanks: Variable<'i32'>,
): void {
  module.function({ export: 'sweep' }, (f) => {
    const chunk = f.keep(blanks)
    f.set(blanks, 0)
    f.while(chunk, () => {
      const following = f.keep(i32.load(chunk, blankLink))
      const flags = f.keep(i32.load(chunk, FLAGS))
      f.if(
        i32.and(flags, QUEUED_EVEN | QUEUED_ODD),
        () => {
          f.do(i32.store(chunk, blanks, blankLink))
          f.set(blanks, chunk)
        },
        () => {
          f.do(i32.store(chunk, 0, FLAGS))
          f.if(f.call(isBlank, chunk), () => f.do(f.call(release, chunk)))
        },
      )
      f.set(chunk, following)
    })
  })
}
