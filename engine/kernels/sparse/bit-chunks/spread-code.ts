/**
 * The code that decides which chunks a tick computes.
 *
 * A chunk need not be computed where neither it nor what it sees has changed from what it was two
 * ticks before: the state before the last, which the tick would overwrite, is then what it would
 * write. So what stands still costs nothing, nor what blinks with period two. Where a tick finds a
 * difference it puts the chunk into the list of the next tick, and with it those around that see
 * the difference; chunks that are not there are made when they see a cell.
 *
 * Chunks found blank at both ticks go to a list of their own and are freed when it is swept.
 */
import type { Expression, Local, Operand, Variable } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder, FunctionHandle } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { v128 } from '../../../forge/wasm/vectors.ts'
import {
  type ChunkLayout,
  FLAGS,
  LINKS,
  LISTED_BLANK,
  NEIGHBORS,
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
  const force = module.global('i32', 0, 'force')
  const isBlank = addIsBlank(module, layout)
  const spread = addSpread(module, layout, places, store)
  addTouch(module, layout, spread)
  addTick(module, layout, { steps, spread, isBlank, blanks, force })
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

type SpreadFunction = FunctionHandle<readonly ['i32', 'i32', 'i32'], 'void'>

/** Queues chunks in some directions from a chunk for the ticks of a parity. */
function addSpread(
  module: ModuleBuilder,
  layout: ChunkLayout,
  { missing }: ChunkMemory,
  { createBeside }: StoreFunctions,
): SpreadFunction {
  const edges = addEdges(module, layout)
  const middle = layout.directions >> 1
  return module.function({ params: ['i32', 'i32', 'i32'] }, (f, chunk, directions, parity) => {
    const isQueued = (flags: Operand<'i32'>) => i32.and(i32.shrU(flags, parity), 1)
    const live = f.local('i32')
    const isLiveKnown = f.local('i32')
    f.if(i32.and(directions, 1 << middle), () => {
      f.if(i32.eqz(isQueued(i32.load(chunk, FLAGS))), () => queue(f, chunk, parity))
    })
    const rest = f.keep(i32.and(directions, (1 << layout.directions) - 1 - (1 << middle)))
    f.while(rest, () =>
      f.block((done) => {
        const direction = f.keep(i32.ctz(rest))
        f.set(rest, i32.and(rest, i32.sub(rest, 1)))
        const slot = i32.add(chunk, i32.shl(direction, 2))
        const other = f.keep(i32.load(slot, NEIGHBORS))
        f.branchIf(done, isQueued(i32.load(other, FLAGS)))
        f.if(i32.eq(other, missing), () => {
          f.if(i32.eqz(isLiveKnown), () => {
            f.set(live, f.call(edges, chunk, stateAt(layout, parity)))
            f.set(isLiveKnown, 1)
          })
          f.branchIf(done, i32.eqz(i32.and(i32.shrU(live, direction), 1)))
          f.set(other, f.call(createBeside, chunk, direction))
          f.branchIf(done, i32.eqz(other))
        })
        queue(f, other, parity)
      }),
    )
  })
}

/** Exports `touch(chunk, parity)`: the chunk is written to, so it and all around are computed. */
function addTouch(module: ModuleBuilder, { directions }: ChunkLayout, spread: SpreadFunction): void {
  module.function({ params: ['i32', 'i32'], export: 'touch' }, (f, chunk, parity) => {
    f.do(f.call(spread, chunk, 2 ** directions - 1, parity))
  })
}

/**
 * Exports `tick(parity, background)`: computes the chunks in the list of the parity. Where `force`
 * is set, for one tick all of them count as changed: what was written to has no past.
 */
function addTick(
  module: ModuleBuilder,
  layout: ChunkLayout,
  {
    steps,
    spread,
    isBlank,
    blanks,
    force,
  }: {
    readonly steps: readonly (StepFunction | undefined)[]
    readonly spread: SpreadFunction
    readonly isBlank: IsBlank
    readonly blanks: Variable<'i32'>
    readonly force: Variable<'i32'>
  },
): void {
  const params = ['i32', 'i32'] as const
  module.function({ params, export: 'tick' }, (f, parity, background) => {
    const next = f.keep(i32.sub(1, parity))
    const from = f.keep(stateAt(layout, parity))
    const to = f.keep(stateAt(layout, next))
    const shift = f.keep(i32.shl(parity, 2))
    const kept = f.keep(i32.xor(i32.shl(1, parity), -1))
    const chunk = f.local('i32', i32.load(shift, HEADS))
    f.do(i32.store(shift, 0, HEADS))
    const directions = f.local('i32')
    const step = () => {
      const [step0, step1] = steps.map((each) => each && f.call(each, chunk, from, to))
      if (step0 === undefined || step1 === undefined) f.set(directions, (step0 ?? step1)!)
      else f.if(background, () => f.set(directions, step1), () => f.set(directions, step0))
    }
    f.while(chunk, () => {
      const following = f.keep(i32.load(i32.add(chunk, shift), LINKS))
      const flags = f.keep(i32.and(i32.load(chunk, FLAGS), kept))
      f.do(i32.store(chunk, flags, FLAGS))
      step()
      f.set(directions, i32.or(directions, force))
      f.if(
        directions,
        () => f.do(f.call(spread, chunk, directions, next)),
        () =>
          f.if(i32.eqz(i32.and(flags, LISTED_BLANK)), () =>
            f.if(f.call(isBlank, chunk), () => {
              f.do(
                i32.store(chunk, i32.or(flags, LISTED_BLANK), FLAGS),
                i32.store(chunk, blanks, layout.blankLink),
              )
              f.set(blanks, chunk)
            }),
          ),
      )
      f.set(chunk, following)
    })
    f.set(force, 0)
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
          f.do(i32.store(chunk, i32.and(flags, QUEUED_EVEN | QUEUED_ODD), FLAGS))
          f.if(f.call(isBlank, chunk), () => f.do(f.call(release, chunk)))
        },
      )
      f.set(chunk, following)
    })
  })
}
