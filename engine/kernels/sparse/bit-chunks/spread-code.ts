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
  type ChunkLayout,
  FLAGS,
  IS_MISSING,
  IS_WRITTEN,
  LINKS,
  LISTED_BLANK,
  neighborPlace,
  NEIGHBORS,
  QUEUED_EVEN,
  QUEUED_ODD,
  VECTOR_BYTES,
} from './chunk-layout.ts'
import { HEADS } from './chunk-memory.ts'
import type { StoreFunctions } from './chunk-store-code.ts'
import { addEdges } from './edge-code.ts'

/** Computes the next state of a chunk, by the places of both; gives who sees a difference. */
export type StepFunction = FunctionHandle<readonly ['i32', 'i32', 'i32'], 'i32'>

/** Adds what decides where to look, and the tick itself. */
export function addSpreadFunctions(
  module: ModuleBuilder,
  layout: ChunkLayout,
  store: StoreFunctions,
  steps: readonly [StepFunction | undefined, StepFunction | undefined],
): void {
  const blanks = module.global('i32', 0)
  const isBlank = addIsBlank(module, layout)
  const spread = addSpread(module, layout, store)
  addTouch(module, layout, spread)
  addTick(module, layout, { steps, spread, isBlank, blanks })
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

/**
 * Queues chunks in some directions from a chunk for the ticks of a parity.
 *
 * Which chunks are in the list already is as good as random, so nothing is branched on but whether
 * some are not there.
 */
function addSpread(
  module: ModuleBuilder,
  layout: ChunkLayout,
  store: StoreFunctions,
): SpreadFunction {
  const middle = middleOf(layout)
  const makeAround = addMakeAround(module, layout, store)
  return module.function({ params: ['i32', 'i32', 'i32'] }, (f, chunk, directions, parity) => {
    const shift = f.keep(i32.shl(parity, 2))
    const head = f.local('i32', i32.load(shift, HEADS))
    const seenFlags = f.local('i32')
    const [other, flags, isSeen, isNew, place] = [0, 1, 2, 3, 4].map(() => f.local('i32'))
    for (let direction = 0; direction < layout.directions; direction++) {
      f.set(isSeen!, i32.and(i32.shrU(directions, direction), 1))
      f.set(other!, 1 << direction === middle ? chunk : i32.load(chunk, neighborPlace(direction)))
      f.set(flags!, i32.load(other!, FLAGS))
      f.set(seenFlags, i32.or(seenFlags, i32.and(i32.sub(0, isSeen!), flags!)))
      f.set(isNew!, i32.and(isSeen!, i32.xor(i32.shrU(flags!, parity), 1)))
      f.set(place!, i32.add(other!, shift))
      f.do(
        i32.store(place!, i32.select(isNew!, head, i32.load(place!, LINKS)), LINKS),
        i32.store(other!, i32.or(flags!, i32.shl(isNew!, parity)), FLAGS),
      )
      f.set(head, i32.select(isNew!, other!, head))
    }
    f.do(i32.store(shift, head, HEADS))
    f.if(i32.and(seenFlags, IS_MISSING), () => f.do(f.call(makeAround, chunk, directions, parity)))
  })
}

/** Makes and queues the chunks that are not there in some directions from a chunk. */
function addMakeAround(
  module: ModuleBuilder,
  layout: ChunkLayout,
  { createBeside }: StoreFunctions,
): SpreadFunction {
  const params = ['i32', 'i32', 'i32'] as const
  return module.function({ params }, (f, chunk, directions, parity) => {
    f.for(0, layout.directions, (direction) =>
      f.block((done) => {
        f.branchIf(done, i32.eqz(i32.and(i32.shrU(directions, direction), 1)))
        f.branchIf(done, i32.eq(direction, layout.directions >> 1))
        const slot = i32.add(chunk, i32.shl(direction, 2))
        const other = f.keep(i32.load(slot, NEIGHBORS))
        f.branchIf(done, i32.eqz(i32.and(i32.load(other, FLAGS), IS_MISSING)))
        f.set(other, f.call(createBeside, chunk, direction))
        f.branchIf(done, i32.eqz(other))
        queue(f, other, parity)
      }),
    )
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
    spread,
    isBlank,
    blanks,
  }: {
    readonly steps: readonly (StepFunction | undefined)[]
    readonly spread: SpreadFunction
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
    const kept = f.keep(i32.xor(i32.or(i32.shl(1, parity), IS_WRITTEN), -1))
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
      const before = f.keep(i32.load(chunk, FLAGS))
      const flags = f.keep(i32.and(before, kept))
      f.do(i32.store(chunk, flags, FLAGS))
      step()
      f.if(i32.and(before, IS_WRITTEN), () => {
        f.set(directions, i32.or(directions, middleOf(layout)))
      })
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
