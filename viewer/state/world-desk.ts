/**
 * Looks into the world that runs: brings fields and zones to whoever draws them, and has the
 * selection watched and edits sent. One question of a kind is outstanding at a time.
 */
import * as Comlink from 'comlink'
import { fitRange, type ValueRange } from '../../engine/fields/value-range.ts'
import type { Clip } from '../../engine/formats/read-clip.ts'
import type { WorldBox } from '../../engine/lattice/world-box.ts'
import type { RuleDiagnosis } from '../../engine/protocol/inspect-api.ts'
import type { LiveField } from '../../engine/protocol/live-field.ts'
import type { ChannelInfo } from '../../engine/protocol/living-info.ts'
import type { Result } from '../../engine/protocol/result.ts'
import type { RunInfo } from '../../engine/protocol/simulation-api.ts'
import type { SimulationSession } from '../session/simulation-session.ts'
import { EditDesk } from './edit-desk.ts'
import { setField, useFieldStore } from './field-store.ts'
import { findLayer } from './find-layer.ts'
import type { FrameChannel } from './frame-channel.ts'
import { showFailure } from './notice-store.ts'
import { useRunStore } from './run-store.ts'
import { SelectionWatch } from './selection-watch.ts'
import { NO_EVENTS, setTool } from './tool-store.ts'
import { findObstacle } from './watch-store.ts'

/** One channel's values, as they are drawn. They are good until the next come. */
export interface ShownField {
  readonly channel: ChannelInfo
  /** Raw numbers, one a cell in flat order. */
  readonly values: Int32Array
  readonly range: ValueRange
}

type FieldConsumer = (field: ShownField) => void

export class WorldDesk {
  readonly edits: EditDesk
  readonly #simulation: SimulationSession['simulation']
  readonly #watch: SelectionWatch
  readonly #consumers = new Set<FieldConsumer>()
  readonly #stops: (() => void)[]
  #field: ShownField | undefined
  #isFetching = false
  /** Whether something has changed while a question was outstanding. */
  #isStale = false
  /** Nothing more is asked of a worker that is being closed. */
  #isDisposed = false
  #zones: { readonly info: RunInfo; readonly numbers: Promise<Result<Uint8Array>> } | undefined

  constructor(simulation: SimulationSession['simulation'], frames: FrameChannel) {
    this.#simulation = simulation
    this.edits = new EditDesk(simulation)
    this.#watch = new SelectionWatch(simulation)
    const refresh = () => {
      void this.#refreshField()
      void this.#watch.refresh()
    }
    this.#stops = [
      frames.subscribe(refresh),
      useFieldStore.subscribe((now, before) => {
        if (now.channel !== before.channel) void this.#refreshField()
        else if (now.fixedRange !== before.fixedRange) this.#showAgain()
      }),
    ]
  }

  /** Adds a consumer of the channel that is shown, which gets what there is; gives its end. */
  subscribe(consumer: FieldConsumer): () => void {
    this.#consumers.add(consumer)
    if (this.#field !== undefined) consumer(this.#field)
    return () => void this.#consumers.delete(consumer)
  }

  /** The number of each cell's zone; undefined where there are none. */
  async zoneNumbers(): Promise<Uint8Array | undefined> {
    const { info } = useRunStore.getState()
    if (info?.living === undefined) return undefined
    const isKnown = this.#zones?.info.living === info.living
    if (!isKnown) this.#zones = { info, numbers: this.#simulation.zoneNumbers() }
    const numbers = await this.#zones?.numbers
    return numbers?.ok ? numbers.value : undefined
  }

  /** What a rule is that somebody is writing; undefined while it cannot be known. */
  async checkRule(text: string): Promise<RuleDiagnosis | undefined> {
    if (this.#isDisposed) return undefined
    const checked = await this.#simulation.checkRule(text)
    return checked.ok ? checked.value : undefined
  }

  /** A pattern of any format; undefined when it could not be read, which is then shown. */
  async readClip(content: string | Uint8Array, fileName?: string): Promise<Clip | undefined> {
    const read = await this.#simulation.readClip(content, fileName)
    if (!read.ok) showFailure('The pattern was not taken', read.failure)
    return read.ok ? read.value : undefined
  }

  /** The states of a box as RLE or 3-D RLE; undefined when it failed, which is then shown. */
  async copyBox(box: WorldBox): Promise<string | undefined> {
    const copied = await this.#simulation.copyBox(box)
    if (!copied.ok) showFailure('Nothing was copied', copied.failure)
    return copied.ok ? copied.value : undefined
  }

  /** Tells that another run has been opened: what was selected belongs to the one before. */
  didOpen({ living }: RunInfo): void {
    setTool({ selection: undefined, report: undefined, events: NO_EVENTS })
    this.#field = undefined
    const { channel: name } = useFieldStore.getState()
    const channel = findLayer(living, name)?.name
    setField({ channel, range: undefined, fixedRange: undefined })
  }

  /** Tells that the scene shows another world, not of this page's worker, or that of the worker again. */
  didLend(zones?: { readonly info: RunInfo; readonly numbers: Uint8Array | undefined }): void {
    this.#field = undefined
    setField({ range: undefined, fixedRange: undefined })
    this.#zones = undefined
    if (zones?.numbers === undefined) return
    const numbers = Promise.resolve({ ok: true, value: zones.numbers } as const)
    this.#zones = { info: zones.info, numbers }
  }

  /** Shows the numbers that came with a picture of that other world. */
  showLent({ name, values }: LiveField): void {
    const { channel } = useFieldStore.getState()
    const layer = findLayer(useRunStore.getState().info?.living, name)
    if (layer !== undefined && channel === name) this.#showField(layer, values)
  }

  dispose(): void {
    this.#isDisposed = true
    this.edits.dispose()
    this.#watch.dispose()
    for (const stop of this.#stops) stop()
  }

  async #refreshField(): Promise<void> {
    this.#isStale = true
    if (this.#isFetching) return
    this.#isFetching = true
    try {
      while (this.#isStale && !this.#isDisposed) {
        this.#isStale = false
        await this.#fetchField()
      }
    } finally {
      this.#isFetching = false
    }
  }

  async #fetchField(): Promise<void> {
    // What is seen is not in this page's worker, which would show another world.
    if (findObstacle() !== undefined) return
    const { channel: wanted } = useFieldStore.getState()
    const { info } = useRunStore.getState()
    const channel = findLayer(info?.living, wanted)
    if (channel === undefined) {
      this.#field = undefined
      return
    }
    const taken = await this.#simulation.takeField(channel.name)
    // Another run may have come meanwhile, without this channel.
    if (!taken.ok || useRunStore.getState().info?.living !== info?.living) return
    if (findObstacle() !== undefined) return
    const values = new Int32Array(taken.value.values)
    const last = this.#field?.values.buffer
    this.#showField(channel, values)
    if (last !== undefined && !this.#isDisposed)
      await this.#simulation.recycle(Comlink.transfer(last, [last]) as ArrayBuffer)
  }

  #showAgain(): void {
    if (this.#field !== undefined) this.#showField(this.#field.channel, this.#field.values)
  }

  #showField(channel: ChannelInfo, values: Int32Array): void {
    const { fixedRange, range: before } = useFieldStore.getState()
    const range = fixedRange ?? fitRange(values, channel)
    this.#field = { channel, values, range }
    if (before?.low !== range.low || before.high !== range.high) setField({ range })
    for (const consume of this.#consumers) consume(this.#field)
  }
}
