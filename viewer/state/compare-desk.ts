/**
 * Runs another world beside the present one, tick for tick, in a worker of its own: another branch, another back
 * end, another rule, another scenario. Each picture of the run is shown together with that of the other one at the
 * same tick, and with where the two differ, which the other's worker works out.
 */
import * as Comlink from 'comlink'
import type { EditEvent } from '../../engine/protocol/inspect-api.ts'
import type { Failure, Result } from '../../engine/protocol/result.ts'
import type {
  Frame,
  RunInfo,
  RunSource,
  StateDifference,
} from '../../engine/protocol/simulation-api.ts'
import { withBackend } from '../session/run-backend.ts'
import type { connectSimulation, SimulationSession } from '../session/simulation-session.ts'
import { useBranchStore } from './branch-desk.ts'
import { branchOf } from './branches.ts'
import { type CompareWish, NOT_COMPARED, useCompareStore } from './compare-store.ts'
import { FrameChannel } from './frame-channel.ts'
import { readLibrary } from './run-sources.ts'
import { useRunStore } from './run-store.ts'
import { SeriesHistory } from './series-history.ts'
import { withNews } from './with-news.ts'

/** What is compared with, as it is opened. */
interface Other {
  readonly title: string
  readonly source: RunSource
  readonly edits: readonly EditEvent[]
}

export class CompareDesk {
  /** Pictures of the other world. */
  readonly others = new FrameChannel()
  /** Pictures of where the two differ: a state of `DIFFERENCE_STATES` for each cell. */
  readonly differences = new FrameChannel()
  /** How many cells differ, by tick. */
  readonly series = new SeriesHistory()
  readonly #connect: typeof connectSimulation
  readonly #listEdits: () => Promise<readonly EditEvent[]>
  /** Is told that pictures of the run are wanted anew. */
  readonly #onWant: () => void
  #session: SimulationSession | undefined
  #lastWish: CompareWish | undefined
  /** Grows with every wish; what is under way for an earlier one is then dropped. */
  #wishes = 0
  #otherFrame: Frame | undefined
  #differenceFrame: Frame | undefined
  /** Whether the other one is to have the edits that the run has by now. */
  #isStale = false
  /** The tick of the last picture that was compared, and whoever waits for one. */
  #followed = -1
  #waiting: { readonly tick: number; readonly go: () => void }[] = []

  /** @param onWant has the present picture come again. */
  constructor(
    connect: typeof connectSimulation,
    listEdits: () => Promise<readonly EditEvent[]>,
    onWant: () => void,
  ) {
    this.#connect = connect
    this.#listEdits = listEdits
    this.#onWant = onWant
    // Whoever begins to draw gets what was there last.
    this.others.onRefresh = () => void this.#showAgain()
    this.differences.onRefresh = () => void this.#showAgain()
  }

  /** What was compared with last, while the same run is open; another branch may be the present one by now. */
  get lastWish(): CompareWish | undefined {
    const wish = this.#lastWish
    const isItself = wish?.kind === 'branch' && wish.id === useBranchStore.getState().current
    return isItself ? undefined : wish
  }

  /** Another run is there. */
  didOpen(): void {
    this.stop()
    this.#lastWish = undefined
  }

  get isOn(): boolean {
    return this.#session !== undefined
  }

  /** Compares with something else from now on; gives whether it could be opened. */
  async start(wish: CompareWish): Promise<boolean> {
    this.stop()
    this.#lastWish = wish
    const number = this.#wishes
    useCompareStore.setState({ ...NOT_COMPARED, wish, phase: 'opening' }, true)
    const other = await this.#find(wish)
    if (number !== this.#wishes) return false
    if (other === undefined) return this.#fail(NOTHING_THERE)
    const session = this.#connect(undefined, (message) => {
      if (number === this.#wishes) this.#fail({ ...WORKER_ENDED, message })
    })
    const loaded = await session.simulation.load(other.source, other.edits)
    if (number !== this.#wishes) {
      session.terminate()
      return false
    }
    const obstacle = loaded.ok ? findObstacle(loaded.value) : loaded.failure
    if (!loaded.ok || obstacle !== undefined) {
      session.terminate()
      return this.#fail(obstacle ?? NOTHING_THERE)
    }
    this.#session = session
    useCompareStore.setState({ phase: 'on', title: other.title, info: loaded.value })
    this.#onWant()
    return true
  }

  /** Ends the comparing; the run goes on alone. */
  stop(): void {
    this.#wishes++
    this.#session?.terminate()
    this.#session = undefined
    this.#otherFrame = undefined
    this.#differenceFrame = undefined
    this.#followed = -1
    this.#isStale = false
    this.series.clear()
    this.#letGo(Number.POSITIVE_INFINITY)
    useCompareStore.setState(NOT_COMPARED, true)
  }

  /** Brings the other world to the tick of a picture, and shows both of it; settles when that is done. */
  async follow(frame: Frame): Promise<void> {
    const session = this.#session
    if (session === undefined) return
    const number = this.#wishes
    if (this.#isStale) {
      this.#isStale = false
      await session.simulation.replaceEdits(await this.#listEdits())
      if (number !== this.#wishes) return
    }
    const followed = await followIn(session, frame)
    if (number !== this.#wishes || followed === undefined) return
    if (!followed.ok) {
      this.#fail(followed.failure)
      return
    }
    const { other, difference } = followed.value
    const last = this.#otherFrame
    this.#otherFrame = other
    const { marks, ...sums } = difference
    this.#differenceFrame = { ...frame, cells: marks }
    this.#tell(other, sums)
    this.#followed = frame.tick
    await Promise.all([
      this.others.show(other),
      this.differences.show(this.#differenceFrame),
      last && session.simulation.recycle(Comlink.transfer(last.cells, [last.cells])),
    ])
    this.#letGo(frame.tick)
  }

  /** Settles when the picture of this tick was compared, or nothing is compared any more. */
  whenFollowed(tick: number): Promise<void> {
    if (!this.isOn || this.#followed === tick) return Promise.resolve()
    return new Promise((go) => this.#waiting.push({ tick, go }))
  }

  /** Somebody changed the run from this tick on: what was compared there is no longer so. */
  didRevise(tick: number): void {
    this.series.dropFrom(tick)
    const { firstTick, wish } = useCompareStore.getState()
    // The same run elsewhere has the same edits; another branch has its own.
    this.#isStale = wish?.kind === 'backend' || wish?.kind === 'rule'
    if (firstTick !== undefined && firstTick >= tick) {
      useCompareStore.setState({ firstTick: undefined })
    }
  }

  #tell(other: Frame, sums: Omit<StateDifference, 'marks'>): void {
    this.series.add(sums.tick, sums.differing)
    useCompareStore.setState(({ info, firstTick, compared }) => {
      const isEarlier = sums.differing > 0 && (firstTick === undefined || sums.tick < firstTick)
      return {
        info: withNews(info, other),
        tick: other.tick,
        population: other.population,
        sums,
        firstTick: isEarlier ? sums.tick : firstTick,
        compared: compared + 1,
      }
    })
  }

  async #showAgain(): Promise<void> {
    if (this.#otherFrame === undefined || this.#differenceFrame === undefined) return
    await Promise.all([
      this.others.show(this.#otherFrame),
      this.differences.show(this.#differenceFrame),
    ])
  }

  #letGo(tick: number): void {
    const done = this.#waiting.filter((each) => !this.isOn || each.tick === tick)
    this.#waiting = this.#waiting.filter((each) => !done.includes(each))
    for (const { go } of done) go()
  }

  #fail(failure: Failure): false {
    const { wish } = useCompareStore.getState()
    this.stop()
    useCompareStore.setState({ wish, failure })
    return false
  }

  async #find(wish: CompareWish): Promise<Other | undefined> {
    const { source, info } = useRunStore.getState()
    if (source === undefined || info === undefined) return undefined
    const edits = await this.#listEdits()
    switch (wish.kind) {
      case 'branch': {
        const branch = branchOf(useBranchStore.getState(), wish.id)
        return branch && { title: branch.name, source, edits: branch.edits }
      }
      case 'backend': {
        const { backend } = wish
        return { title: `On ${backend}`, source: withBackend(source, backend), edits }
      }
      case 'rule': {
        const overrides = { ...source.overrides, rule: wish.rule }
        const ruled =
          source.kind === 'soup' ? { ...source, rule: wish.rule } : { ...source, overrides }
        return { title: wish.rule, source: ruled as RunSource, edits }
      }
      case 'library': {
        const found = await readLibrary(wish.id)
        return found && { title: wish.id, source: found, edits: [] }
      }
      default:
        return wish satisfies never
    }
  }
}

interface Followed {
  readonly other: Frame
  readonly difference: StateDifference
}

/** The picture of another world at the tick of a frame, and how they differ; undefined where it ended meanwhile. */
async function followIn(
  { simulation }: SimulationSession,
  frame: Frame,
): Promise<Result<Followed> | undefined> {
  const there = await simulation.runTo(frame.tick)
  if (!there.ok) return there
  const { tick, cells, shape, origin } = frame
  const [other, difference] = await Promise.all([
    simulation.takeFrame(-1),
    simulation.differFrom({ tick, cells, shape, origin }),
  ])
  if (other === undefined) return undefined
  return difference.ok ? { ok: true, value: { other, difference: difference.value } } : difference
}

/** Why a world cannot be compared with the run; undefined where it can. */
function findObstacle({ size, rule }: RunInfo): Failure | undefined {
  const { info } = useRunStore.getState()
  if (info === undefined) return NOTHING_THERE
  const isSame = (['x', 'y', 'z'] as const).every((axis) => info.size[axis] === size[axis])
  if (isSame && info.rule.dimensions === rule.dimensions) return undefined
  return {
    code: 'compare/sizes-differ',
    message: 'Only worlds of one size are compared, cell by cell. Choose one of the same size.',
    details: { here: info.size, there: size },
  }
}

const NOTHING_THERE: Failure = Object.freeze({
  code: 'compare/nothing-there',
  message: 'There is nothing to compare with. Open a run, and choose what is there.',
  details: {},
})

const WORKER_ENDED: Failure = Object.freeze({
  code: 'compare/worker-lost',
  message: '',
  details: {},
})
