/**
 * Does what the panels ask: owns the simulation's worker, brings its frames to the channel and its
 * news to the run store. What fails is shown by name, and what was running goes on.
 */

import type { PatternFormat } from '../../engine/formats/pattern.ts'
import { estimateCells } from '../../engine/lattice/size.ts'
import { describeFailure } from '../../engine/protocol/failure.ts'
import type { Result } from '../../engine/protocol/result.ts'
import type { Frame, RuleInfo, RunInfo, RunSource } from '../../engine/protocol/simulation-api.ts'
import { type FrameLoop, startFrameLoop } from '../session/frame-loop.ts'
import { loadSession, saveSession } from '../session/last-session.ts'
import { type NamedBytes, readFiles, sourceOfFiles, sourceOfText } from '../session/open-input.ts'
import { type BackendWish, withBackend } from '../session/run-backend.ts'
import type { SharedRun } from '../session/share-link.ts'
import { decodeShareLink } from '../session/share-link.ts'
import { connectSimulation, type SimulationSession } from '../session/simulation-session.ts'
import { FrameChannel } from './frame-channel.ts'
import { HashSchedule } from './hash-schedule.ts'
import { dismissErrors, showFailure, showNews } from './notice-store.ts'
import { PopulationHistory } from './population-history.ts'
import { useRunStore } from './run-store.ts'
import { climb, DEFAULT_SPEED } from './speed-ladder.ts'

/** Going back to a tick means running to it; beyond this many cell updates a run starts at 0. */
const MAX_REPLAYED_UPDATES = 4e9
const SAVE_EVERY_MS = 5000

export interface OpenWishes {
  readonly libraryId?: string | undefined
  /** The tick to run to before it is looked at. */
  readonly tick?: number
  readonly isPlaying?: boolean
  readonly speed?: number | undefined
}

export class RunController {
  readonly frames = new FrameChannel()
  readonly history = new PopulationHistory()
  readonly #session: SimulationSession
  readonly #frameLoop: FrameLoop
  readonly #hashes: HashSchedule
  readonly #saveTimer: ReturnType<typeof setInterval>
  /** Grows with every opening; what a slower, earlier one brings is then dropped. */
  #openings = 0

  constructor(connect: typeof connectSimulation = connectSimulation) {
    const onLost = (message: string) => this.#didLose(message)
    this.#session = connect(undefined, onLost)
    const { simulation } = this.#session
    this.#frameLoop = startFrameLoop(
      simulation,
      (frame) => this.#show(frame),
      (thrown) => this.#didLose(String(thrown)),
    )
    this.frames.onRefresh = () => this.#frameLoop.refresh()
    this.#hashes = new HashSchedule(() => simulation.hash())
    this.#saveTimer = setInterval(() => void this.save(), SAVE_EVERY_MS)
  }

  /** Opens what the address or the last visit says, else the given library entry. */
  async start(fragment: string, defaultId: string): Promise<void> {
    if (await this.openLink(fragment)) return
    const saved = await loadSession()
    if (saved !== undefined && this.#openings === 0) {
      const { source, wasPlaying, ticksPerSecond, ...rest } = saved
      const wishes = { ...rest, isPlaying: wasPlaying, speed: ticksPerSecond }
      if (await this.open(source, wishes)) return
    }
    if (useRunStore.getState().info === undefined) await this.openLibrary(defaultId)
  }

  /** Follows a share link; false where there is none or it fails (which is then shown). */
  async openLink(fragment: string): Promise<boolean> {
    const shared = await this.#attempt('The link was not opened', () => decodeShareLink(fragment))
    if (shared === undefined) return false
    // From here on the run goes its own way, and a reload should bring back that.
    history.replaceState(null, '', location.pathname + location.search)
    const isPlaying = shared.tick === 0
    return shared.kind === 'library'
      ? this.openLibrary(shared.id, { tick: shared.tick, isPlaying })
      : this.open(shared.source, { tick: shared.tick, isPlaying })
  }

  async openLibrary(id: string, wishes: OpenWishes = {}): Promise<boolean> {
    const source = await this.#attempt('The scenario was not opened', async () => {
      const { loadScenario } = await import('../session/scenario-library.ts')
      return loadScenario(id)
    })
    return source !== undefined && this.open(source, { ...wishes, libraryId: id })
  }

  /** Opens files that were picked or dropped: a pattern, or a scenario with its patterns. */
  async openFiles(files: readonly File[]): Promise<boolean> {
    const [first] = files
    if (first === undefined) return false
    const source = await this.#attempt(`${first.name} was not opened`, async () =>
      sourceOfFiles((await readFiles(files)) as [NamedBytes, ...NamedBytes[]]),
    )
    return source !== undefined && this.open(source, {}, first.name)
  }

  /** Opens a pasted rule, pattern or scenario. */
  async openText(text: string): Promise<boolean> {
    const source = await this.#attempt('The pasted text was not opened', async () =>
      sourceOfText(text, randomSeed()),
    )
    return source !== undefined && this.open(source, {}, 'The pasted text')
  }

  /** Replaces what runs; when it cannot be opened, what ran before goes on. */
  async open(source: RunSource, wishes: OpenWishes = {}, label = 'The run'): Promise<boolean> {
    const opening = ++this.#openings
    const before = useRunStore.getState()
    useRunStore.setState({ phase: before.phase === 'ready' ? 'loading' : before.phase })
    const loaded = await this.#session.simulation.load(source)
    if (opening !== this.#openings) return false
    if (!loaded.ok) {
      useRunStore.setState({ phase: before.info === undefined ? 'starting' : 'ready' })
      showFailure(`${label} was not opened`, loaded.failure)
      return false
    }
    dismissErrors()
    const info = loaded.value
    this.#hashes.clear()
    this.history.clear()
    const speed = 'speed' in wishes ? wishes.speed : (info.suggestedTicksPerSecond ?? DEFAULT_SPEED)
    const { libraryId } = wishes
    const { population } = info
    const start = { tick: 0, population, isPlaying: false, ticksPerSecond: 0 }
    const fresh = { targetTick: undefined, hashes: undefined, speed }
    useRunStore.setState({ phase: 'ready', info, source, libraryId, ...start, ...fresh })
    await this.#returnTo(info, wishes.tick ?? 0)
    if (wishes.isPlaying ?? true) await this.play()
    void this.save()
    return true
  }

  async togglePlay(): Promise<void> {
    const { isPlaying, targetTick } = useRunStore.getState()
    if (targetTick !== undefined) return this.cancel()
    return isPlaying ? this.pause() : this.play()
  }

  async play(): Promise<void> {
    const { speed } = useRunStore.getState()
    useRunStore.setState({ isPlaying: true })
    this.#report('play', await this.#session.simulation.play({ ticksPerSecond: speed }))
  }

  async pause(): Promise<void> {
    useRunStore.setState({ isPlaying: false, ticksPerSecond: 0 })
    this.#report('pause', await this.#session.simulation.pause())
    void this.save()
  }

  /** Advances by some ticks; a second call, `pause` or `cancel` ends it early. */
  async step(ticks: number): Promise<void> {
    const { tick } = useRunStore.getState()
    useRunStore.setState({ isPlaying: false, targetTick: ticks > 1 ? tick + ticks : undefined })
    const started = performance.now()
    const stepped = await this.#session.simulation.step(ticks)
    this.#report('step', stepped)
    if (stepped.ok) {
      const { tick: reached, population } = stepped.value
      useRunStore.setState({ tick: reached, population })
    }
    performance.measure('thunderline:step', { start: started, end: performance.now() })
    useRunStore.setState({ targetTick: undefined })
    this.#hashes.schedule(false)
  }

  async cancel(): Promise<void> {
    await this.#session.simulation.cancel()
  }

  async reset(): Promise<void> {
    useRunStore.setState({ isPlaying: false, ticksPerSecond: 0 })
    this.#report('reset', await this.#session.simulation.reset())
    void this.save()
  }

  /** Sets the speed, also while playing; undefined is as fast as possible. */
  async setSpeed(speed: number | undefined): Promise<void> {
    useRunStore.setState({ speed })
    if (useRunStore.getState().isPlaying) await this.play()
  }

  /**
   * Runs the same again on another back end, up to the present tick. Where that cannot be, it is
   * said why, and the run goes on as it was.
   */
  async setBackend(backend: BackendWish): Promise<void> {
    const { source, libraryId, tick, isPlaying, speed } = useRunStore.getState()
    if (source === undefined) return
    const wishes = { libraryId, tick, isPlaying, speed }
    await this.open(withBackend(source, backend), wishes, `The run on ${backend}`)
  }

  /** Goes some rungs up or down the ladder of speeds. */
  changeSpeed(rungs: number): Promise<void> {
    return this.setSpeed(climb(useRunStore.getState().speed, rungs))
  }

  /** The present state as a pattern file; undefined when it failed, which is then shown. */
  async exportPattern(format: PatternFormat): Promise<Uint8Array | undefined> {
    const exported = await this.#session.simulation.exportPattern(format)
    this.#report('export', exported)
    return exported.ok ? exported.value : undefined
  }

  /** What a link to the present run holds; undefined while nothing runs. */
  describeShared(): SharedRun | undefined {
    const { source, libraryId, tick } = useRunStore.getState()
    if (libraryId !== undefined) return { kind: 'library', id: libraryId, tick }
    return source === undefined ? undefined : { kind: 'source', source, tick }
  }

  /** Keeps what is open for the next visit. */
  async save(): Promise<void> {
    const { source, libraryId, tick, isPlaying, speed, phase } = useRunStore.getState()
    if (source === undefined || phase !== 'ready') return
    await saveSession({ source, libraryId, tick, wasPlaying: isPlaying, ticksPerSecond: speed })
  }

  async dispose(): Promise<void> {
    clearInterval(this.#saveTimer)
    this.#hashes.clear()
    this.#frameLoop.stop()
    await this.#session.close()
  }

  async #show(frame: Frame): Promise<void> {
    const { tick, population, isClipped, isPlaying, ticksPerSecond, failure, notice } = frame
    if (notice !== undefined) showNews(notice.code, notice.message)
    if (failure !== undefined) showFailure('The run stopped', failure)
    useRunStore.setState(({ info }) => ({
      tick,
      population,
      isClipped,
      isPlaying,
      ticksPerSecond,
      info: withRule(info, frame.rule),
    }))
    if (population !== undefined) this.history.add(tick, population)
    this.#hashes.didChange(frame)
    await this.frames.show(frame)
    measureFrame(frame)
  }

  async #returnTo(info: RunInfo, tick: number): Promise<void> {
    if (tick === 0) return
    if (tick * estimateCells(info.size) > MAX_REPLAYED_UPDATES) {
      showNews('Opened at tick 0', `Running to tick ${tick} again would take too long.`)
      return
    }
    await this.step(tick)
  }

  async #attempt<T>(title: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work()
    } catch (thrown) {
      showFailure(title, describeFailure(thrown))
      return undefined
    }
  }

  #report(action: string, result: Result<unknown>): void {
    if (!result.ok) showFailure(`Could not ${action}`, result.failure)
  }

  #didLose(message: string): void {
    useRunStore.setState({ phase: 'lost', isPlaying: false })
    showFailure('The simulation stopped', {
      code: 'session/worker-lost',
      message: `${message} Reload the page to start it again.`,
      details: {},
    })
  }
}

const MAX_MEASURES = 600
let measureCount = 0

/** The same object as long as the rule is the same, so that nothing is drawn anew for it. */
function withRule(info: RunInfo | undefined, rule: RuleInfo): RunInfo | undefined {
  if (info === undefined || info.rule.canonical === rule.canonical) return info
  return { ...info, rule }
}

/** Notes for scripts how long a frame took from the worker's hand to the screen. */
function measureFrame({ tick, version, sentAtMs }: Frame): void {
  if (measureCount === 0) performance.mark('thunderline:first-frame')
  if (measureCount++ % MAX_MEASURES === 0) performance.clearMeasures('thunderline:frame')
  // The two threads read clocks that may differ by their rounding.
  const start = Math.max(0, Math.min(sentAtMs - performance.timeOrigin, performance.now()))
  performance.measure('thunderline:frame', { start, detail: { tick, version } })
}

/** A fresh 32-bit seed; which one it was is shown and shared with the run. */
function randomSeed(): string {
  return String(crypto.getRandomValues(new Uint32Array(1))[0])
}
