/**
 * How the threads of a kernel work together: code that a kernel's module gets, and the words in
 * memory it talks through.
 *
 * The thread that owns the kernel calls `run`; helpers sit in `serve` and join in. Work is handed
 * out by one atomic word, which holds a running number and how many members take part, so that no
 * helper can mix up two commands. Helpers get their places in the order they come up, and whoever
 * has not come up is simply not counted: results never depend on how many there are.
 *
 * Threads spin for some microseconds before they sleep, since falling asleep and waking up takes
 * longer than most ticks.
 */
import type { Expression } from '../../forge/wasm/expression.ts'
import type { FunctionBuilder, FunctionHandle } from '../../forge/wasm/function-builder.ts'
import { i32 } from '../../forge/wasm/integers.ts'
import { atomic } from '../../forge/wasm/memory.ts'
import type { ModuleBuilder } from '../../forge/wasm/module-builder.ts'

/** Bytes of the words that a team talks through, from an address that is a multiple of 64. */
export const TEAM_BYTES = 384

/** Each word has a cache line to itself. */
const WORD = {
  command: 0,
  ticks: 64,
  argument: 68,
  arrived: 128,
  round: 192,
  /** 1 once a member has failed: whoever waits for it waits in vain. */
  failed: 196,
  /** How many sleep in a barrier. */
  sleepers: 256,
  helpersUp: 320,
} as const

/** Offset of the word that counts the helpers that have come up. */
export const HELPERS_UP_OFFSET = WORD.helpersUp

/** Offset of the word that is 1 once a member has failed amid its work. */
export const FAILED_OFFSET = WORD.failed

/** Offset of the command word. Storing 0 there and waking all its sleepers ends the helpers. */
export const COMMAND_OFFSET = WORD.command

/** The most members a team may have. */
export const MAX_MEMBERS = 255

/** Looks at a word before a thread falls asleep over it: some ten microseconds. */
const SPINS = 20_000

/** How long a member sleeps in a barrier before it looks whether somebody has failed: a second. */
const BARRIER_SLEEP_NS = 1_000_000_000n

/**
 * Sleeps in a row in which nobody arrives, before those who are missing count as dead: ten minutes.
 * Only a thread that was ended from outside does not say that it fails.
 */
const MAX_VAIN_SLEEPS = 600

const FOREVER = -1n
const TIMED_OUT = 2
const EVERYBODY = -1

/**
 * What each member does for a command: its place (0 is the caller), how many take part, for how
 * many ticks, and whatever else the kernel wants it to know. All members must meet in at least one
 * barrier, the last one when they are done.
 */
export type TeamWork = FunctionHandle<readonly ['i32', 'i32', 'i32', 'i32'], 'void'>

/** Waits until all members have come this far; takes how many they are. */
export type Barrier = FunctionHandle<readonly ['i32'], 'void'>

/** Waits while a word holds a value, first awake, then asleep by `sleep`. */
function waitWhile(f: FunctionBuilder, isSame: Expression<'i32'>, sleep: () => void): void {
  const spins = f.local('i32', SPINS)
  f.while(isSame, () => {
    f.if(
      spins,
      () => f.increase(spins, -1),
      () => sleep(),
    )
  })
}

/**
 * Adds the barrier to a module. Where a member has failed, the others trap instead of waiting for
 * ever.
 */
export function writeBarrier(
  module: ModuleBuilder,
  address: number,
  maxVainSleeps = MAX_VAIN_SLEEPS,
): Barrier {
  return module.function({ params: ['i32'] }, (f, members) => {
    f.if(i32.leU(members, 1), () => f.return())
    const round = f.keep(atomic.load32(address, WORD.round))
    const arrived = f.keep(i32.add(atomic.add32(address, 1, WORD.arrived), 1))
    const isLast = i32.eq(arrived, members)
    f.if(
      isLast,
      () => {
        f.do(atomic.store32(address, 0, WORD.arrived))
        f.do(atomic.store32(address, i32.add(round, 1), WORD.round))
        // Whoever counts itself as a sleeper from here on finds the new round and stays awake.
        f.if(atomic.load32(address, WORD.sleepers), () =>
          f.drop(atomic.notify(address, EVERYBODY, WORD.round)),
        )
      },
      () => {
        const vainSleeps = f.local('i32', 0)
        waitWhile(f, i32.eq(atomic.load32(address, WORD.round), round), () => {
          f.drop(atomic.add32(address, 1, WORD.sleepers))
          const woken = f.keep(atomic.wait32(address, round, BARRIER_SLEEP_NS, WORD.round))
          f.drop(atomic.sub32(address, 1, WORD.sleepers))
          f.if(i32.eq(woken, TIMED_OUT), () => {
            f.increase(vainSleeps, 1)
            const arrivedNow = f.keep(atomic.load32(address, WORD.arrived))
            f.if(i32.ne(arrivedNow, arrived), () => f.set(vainSleeps, 0))
            f.set(arrived, arrivedNow)
            f.if(i32.geU(vainSleeps, maxVainSleeps), () =>
              f.do(atomic.store32(address, 1, WORD.failed)),
            )
          })
          f.if(atomic.load32(address, WORD.failed), () => f.unreachable())
        })
      },
    )
  })
}

/**
 * Adds the exports `serve(index)`, in which helpers spend their lives, `run(members, ticks,
 * argument)`, which does the work together with so many minus one of the helpers that are up, and
 * `fail()`, with which a helper whose work has thrown lets the others go.
 */
export function writeTeam(module: ModuleBuilder, address: number, work: TeamWork): void {
  module.function({ params: ['i32'], export: 'serve' }, (f, place) => {
    const seen = f.local('i32', atomic.load32(address, WORD.command))
    f.set(place, i32.add(atomic.add32(address, 1, WORD.helpersUp), 1))
    f.drop(atomic.notify(address, EVERYBODY, WORD.helpersUp))
    f.loop((again) => {
      waitWhile(f, i32.eq(atomic.load32(address, WORD.command), seen), () =>
        f.drop(atomic.wait32(address, seen, FOREVER, WORD.command)),
      )
      f.set(seen, atomic.load32(address, WORD.command))
      f.if(i32.eqz(seen), () => f.return())
      const members = f.keep(i32.and(seen, MAX_MEMBERS))
      f.if(i32.ltU(place, members), () => {
        const ticks = i32.load(address, WORD.ticks)
        f.do(f.call(work, place, members, ticks, i32.load(address, WORD.argument)))
      })
      f.branch(again)
    })
  })
  module.function({ params: [], export: 'fail' }, (f) => {
    f.do(atomic.store32(address, 1, WORD.failed))
    f.drop(atomic.notify(address, EVERYBODY, WORD.round))
  })
  const params = ['i32', 'i32', 'i32'] as const
  module.function({ params, export: 'run' }, (f, members, ticks, argument) => {
    f.if(i32.gtU(members, 1), () => {
      f.do(i32.store(address, ticks, WORD.ticks))
      f.do(i32.store(address, argument, WORD.argument))
      // The running number takes the upper bits and leaves out 0, which means stop.
      const number = f.keep(i32.shrU(atomic.load32(address, WORD.command), 8))
      f.set(number, i32.add(i32.and(number, 0x7fffff), 1))
      const command = i32.or(i32.shl(number, 8), members)
      f.do(atomic.store32(address, command, WORD.command))
      f.drop(atomic.notify(address, EVERYBODY, WORD.command))
    })
    f.do(f.call(work, 0, members, ticks, argument))
  })
}
