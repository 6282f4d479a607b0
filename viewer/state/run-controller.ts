/**
 * Does what the panels ask: owns the simulation's worker, brings its frames to the channel and its
 * news to the run store. What fails is shown by name, and what was running goes on.
 */

import type { PatternFormat } from '../../engine/formats/pattern.ts'
import type { EditEvent } from '../../engine/protocol/inspect-api.ts'
import type { Result } from '../../engine/protocol/result.ts'
import type {
  Frame,
  RunInfo,
  RunSource,
  StateHashes,
  StepReport,
  TickSpan,
} from '../../engine/protocol/simulation-api.ts'
import { formatExact } from '../design/format-number.ts'
import { type FrameLoop, startFrameLoop } from '../session/frame-loop.ts'
import { loadSession, noteStanding, saveSession } from '../session/last-session.ts'
import { type BackendWish, backendOf, withBackend } from '../session/run-backend.ts'
import type { ScenarioFile } from '../session/scenario-file.ts'
import type { SharedRun } from '../session/share-link.ts'
import { decodeShareLink } from '../session/share-link.ts'
import { SimulationLink, WORKER_LOST } from '../session/simulation-link.ts'
import { connectSimulation, type SimulationSession } from '../session/simulation-session.ts'
import { AnalysisDesk } from './analysis-desk.ts'
import { attempt } from './attempt.ts'
import { playInBeats } from './beat.ts'
import { BranchDesk } from './branch-desk.ts'
import { CompareDesk } from './compare-desk.ts'
import { type CompareWish, useCompareStore } from './compare-store.ts'
import { FrameChannel } from './frame-channel.ts'
import { measureFrame, measureHandOver } from './frame-measure.ts'
import { HashSchedule } from './hash-schedule.ts'
import { checkLinkedState } from './link-check.ts'
import { LiveWatch } from './live-watch.ts'
import { MeasureDesk } from './measure-desk.ts'
import { dismissErrors, showFailure, showNews } from './notice-store.ts'
import { PictureDesk } from './picture-desk.ts'
import { canReplay } from './replay-limit.ts'
import { openReportAmong, openReportText } from './report-desk.ts'
import { findReplay, readLibrary, readPasted, readPicked, readPickedReplay } from './run-sources.ts'
import { type OpenWishes, type RecordedSpan, useRunStore } from './run-store.ts'
import { climb, DEFAULT_SPEED } from './speed-ladder.ts'
import { loopOf, resetTime, useTimeStore } from './time-store.ts'
import { useToolStore } from './tool-store.ts'
import { showDialog } from './view-store.ts'
import { findObstacle, type WatchedRun } from './watch-store.ts'
import { withNews } from './with-news.ts'
import { WorldDesk } from './world-desk.ts'

const SAVE_EVERY_MS = 5000

/** A run that ends so many workers, with nobody doing anything meanwhile, is not given another one. */
const MAX_LOSSES = 2

/** Where the run is on its way to: kept until it is there, or a person wants something else. */
interface Heading {
  readonly tick: number
  /** Whether it plays on from there. */
  readonly isPlaying: boolean
}

interface Loaded {
  readonly info: RunInfo
  readonly recorded: RecordedSpan | undefined
}

export class RunController {
  readonly frames = new FrameChannel()
  /** Has it measured, and keeps what comes of it. */
  readonly measures: MeasureDesk
  /** Analyzes it as a whole. */
  readonly analysis: AnalysisDesk
  /** Looks into the world and edits it. */
  readonly desk: WorldDesk
  /** Leads its branches. */
  readonly branches: BranchDesk
  /** Runs another world beside it. */
  readonly compare: CompareDesk
  /** Has pictures come with what the scene needs. */
  readonly pictures: PictureDesk
  /** Lends the scene to a run of a server. */
  readonly watch = new LiveWatch(this.frames)
  readonly #link: SimulationLink
  #frameLoop: FrameLoop
  readonly #hashes: HashSchedule
  readonly #isRemembered: boolean
  readonly #saveTimer: ReturnType<typeof setInterval>
  /** Grows with every opening; what a slower, earlier one brings is then dropped. */
  #openings = 0
  /** Grows with every advance by some ticks; what an earlier one reports is then dropped. */
  #advances = 0
  #heading: Heading | undefined
  /** Grows with whatever ends the playing in beats. */
  #beats = 0
  /** The recording that the run was opened from; undefined where it was not. */
  #replay: Uint8Array<ArrayBuffer> | undefined
  /** Workers of this run that were lost since a person last did anything. */
  #losses = 0

  /** @param isRemembered whether the next visit comes back to what is open; if not, the last is left as it is kept. */
  constructor(connect: typeof connectSimulation = connectSimulation, isRemembered = true) {
    this.#isRemembered = isRemembered
    this.#link = new SimulationLink(connect, (message) => void this.#revive(message))
    const { simulation } = this.#link
    this.#frameLoop = this.#startFrames()
    this.frames.onRefresh = () => this.#frameLoop.refresh()
    this.desk = new WorldDesk(simulation, this.frames)
    this.measures = new MeasureDesk(simulation)
    this.compare = new CompareDesk(
      connect,
      () => this.desk.edits.list(),
      () => this.frames.onRefresh(),
    )
    this.branches = new BranchDesk({
      list: () => this.desk.edits.list(),
      goAlong: ({ edits, tick }) => this.#goAlong(edits, { tick, isPlaying: false }),
      save: () => this.save(),
      didSwitch: (from) => void this.#didSwitch(from),
    })
    this.analysis = new AnalysisDesk(simulation)
    this.pictures = new PictureDesk(simulation, this.frames)
    this.#hashes = new HashSchedule(() => simulation.hash())
    this.#saveTimer = setInterval(() => void this.save(), SAVE_EVERY_MS)
  }

  /** Opens what the address or the last visit says, else the given library entry. */
  async start(fragment: string, defaultId: string): Promise<void> {
    if (await this.openLink(fragment)) return
    const openings = this.#openings
    const saved = this.#isRemembered ? await loadSession() : undefined
    if (saved !== undefined && this.#openings === openings) {
      const { source, wasPlaying, ticksPerSecond, ...rest } = saved
      const wishes = { ...rest, isPlaying: wasPlaying, speed: ticksPerSecond, keepsErrors: true }
      if (await this.open(source, wishes)) return
    }
    if (useRunStore.getState().info === undefined) {
      await this.openLibrary(defaultId, { keepsErrors: true })
    }
  }

  /** Follows a share link; false where there is none or it fails (which is then shown). */
  async openLink(fragment: string): Promise<boolean> {
    const shared = await attempt('The link was not opened', () => decodeShareLink(fragment))
    if (shared === undefined) return false
    // From here on the run goes its own way, and a reload should bring back that.
    history.replaceState(null, '', location.pathname + location.search)
    const { tick, edits, state } = shared
    const wishes = { tick, edits, isPlaying: tick === 0 }
    const isOpen =
      shared.kind === 'library'
        ? await this.openLibrary(shared.id, wishes)
        : await this.open(shared.source, wishes, 'The link')
    const { source, info } = useRunStore.getState()
    if (isOpen && state !== undefined && source !== undefined && info !== undefined) {
      checkLinkedState({ source, edits }, info, state, () => this.hashNow())
    }
    return isOpen
  }

  /** Hashes of the present state, whatever its tick is by then; undefined when that failed, which is then shown. */
  async hashNow(): Promise<StateHashes | undefined> {
    const hashed = await this.#link.simulation.hash()
    this.#report('hash', hashed)
    return hashed.ok ? hashed.value : undefined
  }

  async openLibrary(id: string, wishes: OpenWishes = {}): Promise<boolean> {
    const source = await readLibrary(id)
    return source !== undefined && this.open(source, { ...wishes, libraryId: id })
  }

  /** Opens files that were picked or dropped: a pattern, or a scenario with its patterns. */
  async openFiles(files: readonly File[]): Promise<boolean> {
    const [first] = files
    if (first === undefined || (await openReportAmong(files))) return false
    const replay = await findReplay(files)
    if (replay !== undefined) {
      const recorded = await readPickedReplay(replay)
      if (recorded === undefined) return false
      const { source, ...wishes } = recorded
      return this.open(source, { ...wishes, isPlaying: false }, replay.name)
    }
    const source = await readPicked(first, files)
    return source !== undefined && this.open(source, {}, first.name)
  }

  /** Opens a pasted rule, pattern or scenario. */
  async openText(text: string): Promise<boolean> {
    if (await openReportText(text)) return false
    const source = await readPasted(text)
    return source !== undefined && this.open(source, {}, 'The pasted text')
  }

  /** Opens the pattern that had no rule under this one, which may be of any notation. */
  async openRuleless(rule: string): Promise<boolean> {
    const { ruleless } = useRunStore.getState()
    if (ruleless === undefined) return false
    const { source, wishes, label } = ruleless
    const ruled = { ...source, overrides: { ...source.overrides, rule } }
    return this.open(ruled, wishes, label)
  }

  /** Replaces what runs; when it cannot be opened, what ran before goes on. */
  async open(source: RunSource, wishes: OpenWishes = {}, label = 'The run'): Promise<boolean> {
    const opening = ++this.#openings
    this.watch.end()
    const before = useRunStore.getState()
    const headingBefore = this.#heading
    this.#heading = { tick: wishes.tick ?? 0, isPlaying: wishes.isPlaying ?? true }
    useRunStore.setState({ phase: before.phase === 'ready' ? 'loading' : before.phase })
    this.#losses = 0
    if (before.phase === 'lost') this.#startAnew()
    const loaded = await this.#load(source, wishes)
    if (opening !== this.#openings) return false
    if (!loaded.ok) {
      const { targetTick } = useRunStore.getState()
      this.#heading = targetTick === undefined ? undefined : headingBefore
      useRunStore.setState({ phase: before.info === undefined ? 'starting' : 'ready' })
      if (loaded.failure.code === 'run/no-rule' && source.kind === 'pattern') {
        useRunStore.setState({ ruleless: { source, label, wishes } })
        showDialog('rule')
      } else showFailure(`${label} was not opened`, loaded.failure)
      return false
    }
    if (wishes.keepsErrors !== true) dismissErrors()
    const { info, recorded } = loaded.value
    if (recorded?.isComplete === false) {
      const tick = formatExact(recorded.lastTick)
      showNews(
        `${label} was broken off`,
        `It holds the run to tick ${tick}, as far as it is whole.`,
      )
    }
    this.#advances++
    this.compare.didOpen()
    this.#replay = wishes.replay
    this.#hashes.clear()
    // The same run on another back end keeps its branches, and what is shown of its time.
    if (wishes.branches === undefined) resetTime()
    const speed = 'speed' in wishes ? wishes.speed : (info.suggestedTicksPerSecond ?? DEFAULT_SPEED)
    const { libraryId } = wishes
    const { population } = info
    const start = { tick: 0, population, isPlaying: false, ticksPerSecond: 0 }
    const fresh = { targetTick: undefined, hashes: undefined, speed, backends: [], recorded }
    useRunStore.setState({ phase: 'ready', info, source, libraryId, ...start, ...fresh })
    this.desk.didOpen(info)
    this.desk.edits.didReplace(wishes.edits ?? [])
    this.branches.didOpen(wishes.branches)
    void this.#listBackends(opening)
    void this.measures.didOpen()
    this.analysis.didOpen()
    await this.#headFromStart(info, backendOf(source))
    if (opening === this.#openings) void this.save()
    return true
  }

  async #load(source: RunSource, { edits, replay }: OpenWishes): Promise<Result<Loaded>> {
    const { simulation } = this.#link
    if (replay === undefined) {
      const loaded = await simulation.load(source, edits)
      return loaded.ok ? { ok: true, value: { info: loaded.value, recorded: undefined } } : loaded
    }
    const opened = await simulation.openReplay(replay)
    if (!opened.ok) return opened
    const { info, lastTick, isComplete } = opened.value
    return { ok: true, value: { info, recorded: { lastTick, isComplete } } }
  }

  async togglePlay(): Promise<void> {
    if (this.#isLent()) return
    this.#losses = 0
    const { isPlaying, targetTick } = useRunStore.getState()
    if (targetTick !== undefined) return this.cancel()
    return isPlaying ? this.pause() : this.play()
  }

  async play(): Promise<void> {
    if (this.#isLent()) return
    const { speed } = useRunStore.getState()
    this.#heading = this.#heading && { ...this.#heading, isPlaying: true }
    useRunStore.setState({ isPlaying: true })
    this.#beats++
    if (this.compare.isOn) {
      void this.#playInBeats()
      return
    }
    const options = { ticksPerSecond: speed, loop: loopOf() }
    this.#report('play', await this.#link.simulation.play(options))
  }

  /** Plays so that the world beside it keeps up, until something else is asked for. */
  async #playInBeats(): Promise<void> {
    const beats = this.#beats
    await this.#link.simulation.pause()
    const isOver = () => beats !== this.#beats || !this.compare.isOn
    await playInBeats(
      {
        now: () => performance.now(),
        sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
        onSpeed: (ticksPerSecond) => void (isOver() || useRunStore.setState({ ticksPerSecond })),
        advance: async (ticks) => {
          if (isOver()) return false
          const advanced = await this.#goOn(ticks)
          if (isOver()) return false
          this.#report('play', advanced)
          if (advanced.ok) await this.compare.whenFollowed(advanced.value.tick)
          return advanced.ok && !isOver()
        },
      },
      useRunStore.getState().speed,
    )
    if (beats === this.#beats) useRunStore.setState({ isPlaying: false, ticksPerSecond: 0 })
  }

  /** Some ticks on, or to the start of the range where that is over. */
  #goOn(ticks: number): Promise<Result<StepReport>> {
    const { simulation } = this.#link
    const { tick } = useRunStore.getState()
    const loop = loopOf()
    if (loop === undefined) return simulation.step(ticks)
    const isWithin = tick >= loop.from && tick < loop.to
    return isWithin ? simulation.step(Math.min(ticks, loop.to - tick)) : simulation.runTo(loop.from)
  }

  /** Compares the run with something else, or with undefined nothing any more; a run that plays goes on. */
  async compareWith(wish: CompareWish | undefined): Promise<void> {
    const { isPlaying } = useRunStore.getState()
    if (isPlaying) await this.pause()
    if (wish === undefined) this.compare.stop()
    else if (!(await this.compare.start(wish))) {
      const { failure } = useCompareStore.getState()
      if (failure !== undefined) showFailure('Nothing is compared', failure)
    }
    if (isPlaying) await this.play()
  }

  /** Plays a range over and over, or with undefined on without an end; a run that is paused stays so. */
  async setLoop(range: TickSpan | undefined): Promise<void> {
    useTimeStore.setState(range === undefined ? { isLooping: false } : { range, isLooping: true })
    if (useRunStore.getState().isPlaying) await this.play()
  }

  async pause(): Promise<void> {
    this.#beats++
    this.#heading = this.#heading && { ...this.#heading, isPlaying: false }
    useRunStore.setState({ isPlaying: false, ticksPerSecond: 0 })
    this.#report('pause', await this.#link.simulation.pause())
    void this.save()
  }

  /** Advances by some ticks; a second call, `pause` or `cancel` ends it early. */
  async step(ticks: number): Promise<void> {
    if (this.#isLent()) return
    const { tick, phase } = useRunStore.getState()
    if (phase === 'loading') return
    this.#losses = 0
    this.#heading = undefined
    await this.#advance(ticks > 1 ? tick + ticks : undefined, (each) => each.step(ticks))
  }

  /** Goes back by some ticks, to the first one at most. */
  async stepBack(ticks: number): Promise<void> {
    const { tick, phase } = useRunStore.getState()
    if (phase === 'loading') return
    await this.runTo(Math.max(0, (this.#heading?.tick ?? tick) - ticks))
  }

  /** Goes to this very tick and stops there; what ends `step` early ends it too. */
  async runTo(tick: number): Promise<void> {
    if (this.#isLent()) return
    this.#losses = 0
    this.#heading = { tick, isPlaying: false }
    await this.#head()
  }

  async cancel(): Promise<void> {
    this.#beats++
    this.#heading = undefined
    await this.#link.simulation.cancel()
  }

  async reset(): Promise<void> {
    if (this.#isLent()) return
    this.#heading = undefined
    this.#beats++
    useRunStore.setState({ isPlaying: false, ticksPerSecond: 0 })
    this.#report('reset', await this.#link.simulation.reset())
    void this.save()
  }

  /** Sets the speed, also while playing; undefined is as fast as possible. */
  async setSpeed(speed: number | undefined): Promise<void> {
    if (this.#isLent()) return
    useRunStore.setState({ speed })
    if (useRunStore.getState().isPlaying) await this.play()
  }

  /**
   * Runs the same again on another back end, up to the present tick or the one that the run is on
   * its way to. Where that cannot be, it is said why, and the run goes on as it was.
   */
  async setBackend(backend: BackendWish): Promise<void> {
    if (this.#isLent()) return
    const { source, libraryId, tick, isPlaying, speed, info } = useRunStore.getState()
    if (source === undefined || info === undefined) return
    const heading = this.#heading ?? { tick, isPlaying }
    if (!(await canReplay(this.#link.simulation, heading.tick, info, backend))) {
      showNews(
        `The run stays on ${info.backend}`,
        `On ${backend} it would have to go from its start to tick ${formatExact(heading.tick)} ` +
          'again, which would take too long. Go back to the start first.',
      )
      return
    }
    const edits = await this.desk.edits.list()
    const branches = await this.branches.list()
    const wishes = { libraryId, speed, edits, branches, ...heading }
    await this.open(withBackend(source, backend), wishes, `The run on ${backend}`)
  }

  /** Goes some rungs up or down the ladder of speeds. */
  changeSpeed(rungs: number): Promise<void> {
    return this.setSpeed(climb(useRunStore.getState().speed, rungs))
  }

  /** Where the run went over to the branch that it was compared with, the two have changed places. */
  async #didSwitch(from: number): Promise<void> {
    const isItself = this.compare.isOn && this.compare.lastWish === undefined
    if (isItself) await this.compareWith({ kind: 'branch', id: from })
  }

  /** Ends the comparing, or compares with what was compared last, else with the branch that this one parted from. */
  toggleCompare(): Promise<void> {
    if (this.compare.isOn) return this.compareWith(undefined)
    const wish = this.compare.lastWish ?? this.branches.nextToCompare()
    if (wish !== undefined) return this.compareWith(wish)
    showNews('Nothing to compare with', 'Branch off first (W), or choose what under Compare.')
    return Promise.resolve()
  }

  /** The present state as a pattern file; undefined when it failed, which is then shown. */
  async exportPattern(format: PatternFormat): Promise<Uint8Array | undefined> {
    if (this.#isLent()) return undefined
    const exported = await this.#link.simulation.exportPattern(format)
    this.#report('export', exported)
    return exported.ok ? exported.value : undefined
  }

  /** The run as a replay file; undefined when it failed, which is then shown. */
  async saveReplay(): Promise<Uint8Array | undefined> {
    if (this.#isLent()) return undefined
    const saved = await this.#link.simulation.saveReplay()
    this.#report('replay', saved)
    return saved.ok ? saved.value : undefined
  }

  /** Takes back what was done by hand last, however far back; the tick stays. */
  async undo(): Promise<void> {
    if (this.#isLent()) return
    const { edits: desk } = this.desk
    await desk.settle()
    if (useToolStore.getState().edits === 0) return
    const edits = await desk.list()
    const before = await desk.listBeforeLast()
    await this.#replaceEdits(before, [...desk.undone, edits.slice(before.length)])
  }

  /** Does again what was taken back last. */
  async redo(): Promise<void> {
    if (this.#isLent()) return
    const { edits: desk } = this.desk
    await desk.settle()
    const last = desk.undone.at(-1)
    if (last === undefined) return
    desk.beginGesture()
    await this.#replaceEdits([...(await desk.list()), ...last], desk.undone.slice(0, -1))
  }

  /** Takes back all that was done by hand, as one. */
  async dropEdits(): Promise<void> {
    if (this.#isLent()) return
    const { edits: desk } = this.desk
    await desk.settle()
    await this.#replaceEdits([], [...desk.undone, await desk.list()])
  }

  /** What a link to the present run holds; undefined while nothing runs. */
  async describeShared(): Promise<SharedRun | undefined> {
    const edits = await this.desk.edits.list()
    const { source, libraryId, tick } = useRunStore.getState()
    if (source === undefined) return undefined
    const hashes = await this.hashNow()
    const stateHash = hashes?.stateHash
    const state = stateHash === undefined ? undefined : { tick: hashes!.tick, stateHash }
    const told = { tick: state?.tick ?? tick, edits, state }
    if (libraryId !== undefined) return { kind: 'library', id: libraryId, ...told }
    return { kind: 'source', source, ...told }
  }

  /** The run as a scenario file, edits included; undefined when it failed, which is then shown. */
  async writeScenario(): Promise<ScenarioFile | undefined> {
    if (this.#isLent()) return undefined
    const edits = await this.desk.edits.list()
    const { source, info } = useRunStore.getState()
    if (source === undefined || info === undefined) return undefined
    return attempt('The scenario was not saved', async () => {
      const { writeScenario } = await import('../session/scenario-file.ts')
      return writeScenario({ source, edits }, info)
    })
  }

  /** Shows a run of the server in the scene; the page's own waits meanwhile, and is kept for the next visit. */
  async lend(watched: WatchedRun): Promise<void> {
    if (!this.watch.isOn) {
      await this.save()
      this.watch.begin(watched)
      this.#hashes.clear()
      await this.#link.simulation.pause()
    } else this.watch.begin(watched)
  }

  /** Takes the scene back; the page's own run goes on as it was. */
  async takeBack(): Promise<void> {
    if (!this.watch.isOn) return
    const wasPlaying = this.watch.end()
    this.desk.didLend()
    this.frames.onRefresh()
    if (wasPlaying) await this.play()
    else this.#hashes.schedule(false)
  }

  /** Tells whether the scene shows a run of a server, and says why the page's own then stays as it is. */
  #isLent(): boolean {
    const obstacle = findObstacle()
    if (obstacle !== undefined) showNews('Watching a server run', obstacle)
    return obstacle !== undefined
  }

  /** Keeps what is open for the next visit. */
  async save(): Promise<void> {
    if (this.watch.isOn || !this.#isRemembered) return
    const opening = this.#openings
    const edits = await this.desk.edits.list()
    const { source, libraryId, speed, phase, ...present } = useRunStore.getState()
    if (source === undefined || phase !== 'ready' || opening !== this.#openings) return
    if (this.watch.isOn) return
    const { tick, isPlaying } = this.#heading ?? present
    const where = { opening: this.#openingName, tick, wasPlaying: isPlaying }
    noteStanding({ ...where, editCount: edits.length })
    const branches = await this.branches.list()
    await saveSession({ source, libraryId, edits, branches, ...where, ticksPerSecond: speed })
  }

  /** Keeps where the run stands, at once, since the page may be gone before `save` is done. */
  leave(): void {
    const { phase, ...present } = useRunStore.getState()
    if (phase !== 'ready' || this.watch.isOn || !this.#isRemembered) return
    const { tick, isPlaying } = this.#heading ?? present
    const { edits: editCount } = useToolStore.getState()
    noteStanding({ opening: this.#openingName, editCount, tick, wasPlaying: isPlaying })
    void this.save()
  }

  /** No two openings have the same, in this page or another. */
  get #openingName(): string {
    return `${performance.timeOrigin}/${this.#openings}`
  }

  async dispose(): Promise<void> {
    clearInterval(this.#saveTimer)
    this.compare.stop()
    this.#hashes.clear()
    this.desk.dispose()
    this.pictures.dispose()
    this.#frameLoop.stop()
    await this.#link.close()
  }

  async #show(frame: Frame): Promise<void> {
    if (this.watch.isOn) return
    measureHandOver(frame)
    const { tick, population, isClipped, failure, notice, replay } = frame
    // Between two beats the run stands still, though it plays.
    const isBeating = this.compare.isOn && useRunStore.getState().isPlaying
    const { isPlaying, ticksPerSecond } = isBeating ? useRunStore.getState() : frame
    if (notice !== undefined) showNews(notice.code, notice.message)
    if (failure !== undefined) showFailure('The run stopped', failure)
    useRunStore.setState(({ info }) => ({
      tick,
      population,
      isClipped,
      isPlaying,
      ticksPerSecond,
      replay,
      info: withNews(info, frame),
    }))
    this.measures.take(frame)
    const { revisedFrom } = frame.measured
    if (revisedFrom !== undefined) this.compare.didRevise(revisedFrom)
    this.analysis.take(frame)
    this.#hashes.didChange(frame)
    await Promise.all([this.frames.show(frame), this.compare.follow(frame)])
    measureFrame(frame)
  }

  /** Asks what else could tick the run, and puts it where the panels see it. */
  async #listBackends(opening: number): Promise<void> {
    const offers = await this.#link.simulation.listBackends()
    if (offers.ok && opening === this.#openings) useRunStore.setState({ backends: offers.value })
  }

  /** Lets a run that was just opened go where it is to go, unless that is too far. */
  async #headFromStart(info: RunInfo, backend: BackendWish): Promise<void> {
    const opening = this.#openings
    const heading = this.#heading
    if (heading === undefined) return
    const isNear = await canReplay(this.#link.simulation, heading.tick, info, backend)
    if (opening !== this.#openings) return
    if (!isNear) {
      const tick = formatExact(heading.tick)
      showNews('Opened at tick 0', `Running to tick ${tick} again would take too long.`)
      this.#heading = this.#heading && { ...this.#heading, tick: 0 }
    }
    await this.#head()
  }

  /** Goes to the present tick again with other edits, unless that is too far. */
  async #replaceEdits(
    edits: readonly EditEvent[],
    undone: readonly (readonly EditEvent[])[],
  ): Promise<void> {
    const { tick, isPlaying } = useRunStore.getState()
    if (await this.#goAlong(edits, { tick, isPlaying }, undone)) void this.save()
  }

  /** Goes to a tick with other edits, unless that is too far, which is then said. */
  async #goAlong(
    edits: readonly EditEvent[],
    heading: Heading,
    undone: readonly (readonly EditEvent[])[] = [],
  ): Promise<boolean> {
    const { info, source } = useRunStore.getState()
    if (info === undefined || source === undefined || this.#isLent()) return false
    const { tick } = heading
    if (!(await canReplay(this.#link.simulation, tick, info, backendOf(source)))) {
      const reason = `Running to tick ${formatExact(tick)} again would take too long.`
      showNews('The edits stay', `${reason} Go back to the start first.`)
      return false
    }
    this.#heading = heading
    const replaced = await this.#link.simulation.replaceEdits(edits)
    this.#report('take the edits back', replaced)
    if (!replaced.ok) return false
    this.desk.edits.didReplace(edits, undone)
    await this.#head()
    return true
  }

  /** Goes where the run is to go, and plays on from there where that is wanted. */
  async #head(): Promise<void> {
    const opening = this.#openings
    if (this.#heading === undefined) return
    const { tick } = this.#heading
    const isThere = tick === 0 && useRunStore.getState().tick === 0
    if (!isThere) await this.#advance(tick, (each) => each.runTo(tick))
    // Gone where a person has stopped it or wanted something else on the way.
    if (opening !== this.#openings || this.#heading === undefined) return
    const { isPlaying } = this.#heading
    this.#heading = undefined
    if (isPlaying) await this.play()
  }

  /** Does some ticks and takes in where that has led. */
  async #advance(
    targetTick: number | undefined,
    advance: (simulation: SimulationSession['simulation']) => Promise<Result<StepReport>>,
  ): Promise<void> {
    const number = ++this.#advances
    this.#beats++
    const heading = this.#heading
    useRunStore.setState({ isPlaying: false, targetTick })
    const started = performance.now()
    const advanced = await advance(this.#link.simulation)
    if (number !== this.#advances) return
    this.#report('step', advanced)
    if (advanced.ok) {
      const { tick, population, wasCancelled } = advanced.value
      useRunStore.setState({ tick, population })
      this.measures.note(tick, population)
      if (wasCancelled && this.#heading === heading) this.#heading = undefined
    }
    performance.measure('thunderline:step', { start: started, end: performance.now() })
    useRunStore.setState({ targetTick: undefined })
    this.#hashes.schedule(false)
  }

  #report(action: string, result: Result<unknown>): void {
    // What a lost worker has not done is said once, when the run is there again.
    if (result.ok || result.failure.code === WORKER_LOST) return
    showFailure(`Could not ${action}`, result.failure)
  }

  #startFrames(): FrameLoop {
    return startFrameLoop(
      this.#link.simulation,
      (frame) => this.#show(frame),
      (thrown) => this.#giveUp(String(thrown)),
    )
  }

  /**
   * Has another worker take the place of one that is gone: it gets the run with its edits, and goes to where the
   * run was, or was on its way to. A run that ends its workers is paused there, and given up the third time.
   */
  async #revive(message: string): Promise<void> {
    const { source, info, tick, targetTick, isPlaying } = useRunStore.getState()
    const losses = ++this.#losses
    this.#frameLoop.stop()
    if (losses > MAX_LOSSES) {
      this.#link.giveUp()
      this.#giveUp(message)
      return
    }
    const opening = this.#openings
    const heading = this.#heading ?? { tick: targetTick ?? tick, isPlaying }
    const isCalm = losses === 1
    this.#advances++
    this.#hashes.clear()
    useRunStore.setState({ isPlaying: false, ticksPerSecond: 0, targetTick: undefined })
    this.#link.restart()
    this.pictures.didReconnect()
    this.#frameLoop = this.#startFrames()
    if (source === undefined || info === undefined) {
      this.#link.resume()
      void this.measures.didRevive()
      return
    }
    const loaded = await this.#loadAgain(source)
    // Somebody opened another run meanwhile, or that worker is gone too.
    const isOurs = opening === this.#openings && losses === this.#losses
    if (!loaded.ok && isOurs && loaded.failure.code !== WORKER_LOST) {
      this.#giveUp(loaded.failure.message)
    }
    if (!loaded.ok && loaded.failure.code === WORKER_LOST) return
    this.#link.resume()
    void this.measures.didRevive()
    if (!loaded.ok || !isOurs) return
    this.#heading = { tick: heading.tick, isPlaying: heading.isPlaying && isCalm }
    await this.#head()
    if (opening !== this.#openings || losses !== this.#losses) return
    const where = `It stands at tick ${formatExact(heading.tick)} again, with all its edits`
    showNews('The run goes on in another worker', `The one before was ended. ${where}.`)
  }

  /** Gives a new worker the run that was there. */
  async #loadAgain(source: RunSource): Promise<Result<unknown>> {
    const { simulation } = this.#link
    const edits = this.desk.edits.known
    if (this.#replay === undefined) return simulation.load(source, edits)
    const opened = await simulation.openReplay(this.#replay)
    return opened.ok ? simulation.replaceEdits(edits) : opened
  }

  /** A worker for whoever opens something after one was given up. */
  #startAnew(): void {
    this.#frameLoop.stop()
    this.#link.restart()
    this.#link.resume()
    this.#frameLoop = this.#startFrames()
    void this.measures.didRevive()
  }

  #giveUp(message: string): void {
    useRunStore.setState({ phase: 'lost', isPlaying: false })
    showFailure('The simulation stopped', {
      code: WORKER_LOST,
      message: `${message} Open the run again, or another one, to start it anew.`,
      details: {},
    })
  }
}
