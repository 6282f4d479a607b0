/**
 * One simulation behind the protocol: what a worker exposes, and what a Node process can hold.
 *
 * Calls come in whenever they like, and each finds its part here: inputs, play, frames, measuring, and
 * questions to the run itself.
 */

import type { BitEvent } from '../bits/bit-events.ts'
import type { PatternFormat } from '../formats/pattern.ts'
import { type Clip, readClip } from '../formats/read-clip.ts'
import { type BackendOffer, listBackends, listLatticeBackends } from '../kernels/list-backends.ts'
import type { Machine } from '../kernels/machine.ts'
import type { WorldBox } from '../lattice/world-box.ts'
import type {
  ChannelDynamics,
  ClusterReport,
  DataFormat,
  HistogramReport,
  HistogramSubject,
  ProbeSpec,
} from '../protocol/analysis-api.ts'
import { toResult } from '../protocol/failure.ts'
import type {
  BoxReport,
  EditEvent,
  EditOrder,
  EventSubject,
  FieldPlane,
  RuleDiagnosis,
  Site,
  SiteReport,
  ZoneReport,
} from '../protocol/inspect-api.ts'
import type { MetricOffer } from '../protocol/measure-api.ts'
import type { PictureWish } from '../protocol/picture-api.ts'
import type { Result } from '../protocol/result.ts'
import type {
  Frame,
  OpenedReplay,
  Picture,
  PlayOptions,
  RunInfo,
  RunSource,
  SimulationApi,
  StateDifference,
  StateHashes,
  StepReport,
} from '../protocol/simulation-api.ts'
import { countPresent, reportClusters } from '../simulation/analyze-state.ts'
import { checkRule } from '../simulation/check-rule.ts'
import { copyBox } from '../simulation/copy-box.ts'
import { describeDynamics } from '../simulation/describe-dynamics.ts'
import { inspectBox } from '../simulation/inspect-box.ts'
import { inspectSite } from '../simulation/inspect-site.ts'
import { inspectZone } from '../simulation/inspect-zone.ts'
import { listMetrics } from '../simulation/list-metrics.ts'
import { probe } from '../simulation/run-to-probes.ts'
import { writeState } from '../simulation/state-pattern.ts'
import { writeStateData } from '../simulation/write-state-data.ts'
import type { EventPublisher } from '../telemetry/event-publisher.ts'
import { differFrom } from './differ-from.ts'
import { listZoneNumbers } from './field-planes.ts'
import { FrameDesk } from './frame-desk.ts'
import { LiveMeter } from './live-meter.ts'
import { endDamage, followEvents, replaceRow } from './loaded-run.ts'
import { Player } from './player.ts'
import { RunInputs } from './run-inputs.ts'
import { RunSlot } from './run-slot.ts'

export class SimulationService implements SimulationApi {
  readonly #machine: Machine
  readonly #slot = new RunSlot()
  readonly #meter: LiveMeter
  readonly #player: Player
  readonly #frames: FrameDesk
  readonly #inputs: RunInputs

  /**
   * @param machine its clock, milliseconds since the epoch, is for pacing and speed only.
   * @param publisher is told of what is measured while runs go on.
   */
  constructor(machine: Machine, publisher?: EventPublisher) {
    const { now } = machine
    const slot = this.#slot
    const meter = new LiveMeter(now, publisher)
    const player = new Player(slot, meter, now, () => frames.didChange())
    const frames = new FrameDesk(slot, meter, now, () => player.pace)
    this.#machine = { ...machine, onNotice: (notice) => frames.tell(notice) }
    this.#meter = meter
    this.#player = player
    this.#frames = frames
    this.#inputs = new RunInputs(this.#machine, { slot, meter, frames, player })
  }

  load(source: RunSource, edits: readonly EditEvent[] = []): Promise<Result<RunInfo>> {
    return toResult(() => this.#inputs.load(source, edits))
  }

  openReplay(bytes: Uint8Array): Promise<Result<OpenedReplay>> {
    return toResult(() => this.#inputs.openReplay(bytes))
  }

  saveReplay(): Promise<Result<Uint8Array>> {
    return this.#slot.ask((loaded) => this.#inputs.save(loaded))
  }

  step(ticks: number): Promise<Result<StepReport>> {
    return toResult(() => this.#player.step(ticks))
  }

  runTo(tick: number): Promise<Result<StepReport>> {
    return toResult(() => this.#player.runTo(tick))
  }

  play(options: PlayOptions): Promise<Result<void>> {
    return toResult(() => this.#player.play(options))
  }

  pause(): Promise<Result<void>> {
    this.#player.stop()
    return toResult(() => this.#slot.inTurn(() => this.#frames.didChange()))
  }

  reset(): Promise<Result<void>> {
    return toResult(() => this.#player.reset())
  }

  async cancel(): Promise<void> {
    this.#player.stop()
  }

  takeFrame(afterVersion: number): Promise<Frame | undefined> {
    return this.#frames.take(afterVersion)
  }

  differFrom(picture: Picture): Promise<Result<StateDifference>> {
    return this.#slot.ask((loaded) => differFrom(loaded, picture))
  }

  async recycle(buffer: ArrayBuffer): Promise<void> {
    this.#frames.recycle(buffer)
  }

  wishPictures(wish: PictureWish): Promise<Result<void>> {
    return toResult(() => this.#slot.inTurn(() => this.#frames.wish(wish)))
  }

  takeField(channel: string): Promise<Result<FieldPlane>> {
    return this.#slot.ask((loaded) => this.#frames.copyField(loaded, channel))
  }

  zoneNumbers(): Promise<Result<Uint8Array>> {
    return this.#slot.ask(({ simulation }) => listZoneNumbers(simulation))
  }

  inspect(site: Site): Promise<Result<SiteReport>> {
    return this.#slot.ask(({ simulation }) => inspectSite(simulation, site))
  }

  inspectBox(box: WorldBox): Promise<Result<BoxReport>> {
    return this.#slot.ask(({ simulation }) => inspectBox(simulation, box))
  }

  inspectZone(name: string): Promise<Result<ZoneReport>> {
    return this.#slot.ask(({ simulation }) => inspectZone(simulation, name))
  }

  followEvents(subject: EventSubject | undefined): Promise<Result<readonly BitEvent[]>> {
    return this.#slot.ask((loaded) => followEvents(loaded, subject))
  }

  edit(orders: readonly EditOrder[]): Promise<Result<number>> {
    return this.#slot.ask((loaded) => this.#inputs.edit(loaded, orders))
  }

  checkRule(text: string): Promise<Result<RuleDiagnosis>> {
    return this.#slot.ask(({ simulation }) => checkRule(simulation, text))
  }

  copyBox(box: WorldBox): Promise<Result<string>> {
    return this.#slot.ask(({ simulation }) => copyBox(simulation, box))
  }

  readClip(content: string | Uint8Array, fileName?: string): Promise<Result<Clip>> {
    return toResult(() => readClip(content, fileName))
  }

  listEdits(from = 0): Promise<Result<readonly EditEvent[]>> {
    return this.#slot.ask(({ edits }) => edits.eventsFrom(from))
  }

  replaceEdits(events: readonly EditEvent[]): Promise<Result<void>> {
    return toResult(() => this.#inputs.replaceEdits(events))
  }

  hash(): Promise<Result<StateHashes>> {
    return this.#slot.ask(async ({ simulation }) => {
      const { tick } = simulation
      const { cellsHash, stateHash, hashReason } = await probe(simulation)
      return { tick, cellsHash, stateHash, reason: hashReason }
    })
  }

  listBackends(): Promise<Result<readonly BackendOffer[]>> {
    return toResult(() => {
      const { run, rule } = this.#slot.require().simulation
      const { size, topology, seed, living } = run
      if (living !== undefined) return listLatticeBackends(this.#machine)
      return listBackends({ size, topology, seed, rule }, this.#machine)
    })
  }

  listMetrics(): Promise<Result<readonly MetricOffer[]>> {
    return this.#slot.ask(({ simulation }) => listMetrics(simulation))
  }

  watchMetrics(specs: readonly string[]): Promise<Result<void>> {
    return toResult(() =>
      this.#slot.inTurn(() => {
        this.#meter.watch(specs, this.#slot.loaded?.simulation)
        this.#frames.didChange()
      }),
    )
  }

  histogram(subject: HistogramSubject): Promise<Result<HistogramReport>> {
    return this.#slot.ask(({ simulation }) => countPresent(simulation, subject))
  }

  listClusters(connectivity: string): Promise<Result<ClusterReport>> {
    return this.#slot.ask(({ simulation }) => reportClusters(simulation, connectivity))
  }

  watchProbes(probes: readonly ProbeSpec[]): Promise<Result<void>> {
    return this.#slot.ask(({ simulation }) => {
      this.#meter.probe(probes, simulation)
      this.#frames.didChange()
    })
  }

  beginDamage(sites: readonly Site[]): Promise<Result<void>> {
    return this.#slot.ask(async (loaded) => {
      endDamage(loaded)
      const { simulation, damage, edits } = loaded
      await damage.begin(simulation, sites, edits.events, { machine: this.#machine })
      await replaceRow(loaded)
      this.#frames.didChange()
    })
  }

  endDamage(): Promise<Result<void>> {
    return this.#slot.ask((loaded) => {
      endDamage(loaded)
      this.#frames.didChange()
    })
  }

  listDynamics(): Promise<Result<readonly ChannelDynamics[]>> {
    return this.#slot.ask(({ simulation }) => describeDynamics(simulation))
  }

  exportData(format: DataFormat): Promise<Result<Uint8Array>> {
    return this.#slot.ask(({ simulation }) => writeStateData(simulation, format))
  }

  exportPattern(format: PatternFormat): Promise<Result<Uint8Array>> {
    return this.#slot.ask(({ simulation }) => writeState(simulation, format))
  }

  async dispose(): Promise<void> {
    const closing = this.#slot.close()
    this.#player.stop()
    this.#frames.dispose()
    await closing
    this.#player.dispose()
  }
}
