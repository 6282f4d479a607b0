/**
 * Looks into the world that runs and edits it: keeps the report of what is selected fresh, brings
 * fields to whoever draws them, and sends edits. One question of a kind is outstanding at a time.
 */
import * as Comlink from 'comlink'
import type { EditEvent, EditOrder } from '../../engine/protocol/inspect-api.ts'
import type { ChannelInfo } from '../../engine/protocol/living-info.ts'
import type { Failure, Result } from '../../engine/protocol/result.ts'
import type { RunInfo } from '../../engine/protocol/simulation-api.ts'
import type { SimulationSession } from '../session/simulation-session.ts'
import { fitRange } from './field-range.ts'
import { setField, useFieldStore, type ValueRange } from './field-store.ts'
import type { FrameChannel } from './frame-channel.ts'
import { showFailure } from './notice-store.ts'
import { useRunStore } from './run-store.ts'
import { type Report, setTool, useToolStore } from './tool-store.ts'

/** One channel's values, as they are drawn. They are good until the next come. */
export interface ShownField {
  readonly channel: ChannelInfo
  /** Raw numbers, one a cell in flat order. */
  readonly values: Int32Array
  readonly range: ValueRange
}

type FieldConsumer = (field: ShownField) => void

export class WorldDesk {
  readonly #simulation: SimulationSession['simulation']
  readonly #consumers = new Set<FieldConsumer>()
  readonly #stops: (() => void)[]
  #field: ShownField | undefined
  #isFetching = false
  #isInspecting = false
  /** Whether something has changed while a question was outstanding. */
  #isStale = { field: false, report: false }
  #pending: EditOrder[] = []
  #isEditing = false
  /** Nothing more is asked of a worker that is being closed. */
  #isDisposed = false
  #zones: { readonly info: RunInfo; readonly numbers: Promise<Result<Uint8Array>> } | undefined

  constructor(simulation: SimulationSession['simulation'], frames: FrameChannel) {
    this.#simulation = simulation
    const refresh = () => {
      void this.#refreshField()
      void this.#refreshReport()
    }
    this.#stops = [
      frames.subscribe(refresh),
      useToolStore.subscribe((now, before) => {
        if (now.selection === before.selection) return
        if (now.selection === undefined) setTool({ report: undefined })
        else void this.#refreshReport()
      }),
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

  /** Changes the present state; while an edit is under way further ones are gathered. */
  async edit(orders: readonly EditOrder[]): Promise<void> {
    this.#pending.push(...orders)
    if (this.#isEditing) return
    this.#isEditing = true
    try {
      while (this.#pending.length > 0 && !this.#isDisposed) {
        const edited = await this.#simulation.edit(this.#pending.splice(0))
        if (edited.ok) setTool({ edits: edited.value })
        else showFailure('The edit was not made', edited.failure)
      }
    } finally {
      this.#isEditing = false
    }
  }

  /** The edits of the run as events of a scenario. */
  async takeEdits(): Promise<readonly EditEvent[]> {
    const edits = await this.#simulation.takeEdits()
    return edits.ok ? edits.value : []
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

  /** Tells that another run has been opened: what was selected belongs to the one before. */
  didOpen({ living }: RunInfo): void {
    setTool({ selection: undefined, report: undefined, edits: 0 })
    this.#field = undefined
    const { channel: name } = useFieldStore.getState()
    const isThere = living?.channels.some((channel) => channel.name === name)
    const channel = isThere ? name : undefined
    setField({ channel, range: undefined, fixedRange: undefined })
  }

  dispose(): void {
    this.#isDisposed = true
    for (const stop of this.#stops) stop()
  }

  async #refreshField(): Promise<void> {
    this.#isStale.field = true
    if (this.#isFetching) return
    this.#isFetching = true
    try {
      while (this.#isStale.field && !this.#isDisposed) {
        this.#isStale.field = false
        await this.#fetchField()
      }
    } finally {
      this.#isFetching = false
    }
  }

  async #fetchField(): Promise<void> {
    const { channel: wanted } = useFieldStore.getState()
    const { info } = useRunStore.getState()
    const channel = info?.living?.channels.find(({ name }) => name === wanted)
    if (channel === undefined) {
      this.#field = undefined
      return
    }
    const taken = await this.#simulation.takeField(channel.name)
    // Another run may have come meanwhile, without this channel.
    if (!taken.ok || useRunStore.getState().info?.living !== info?.living) return
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

  async #refreshReport(): Promise<void> {
    this.#isStale.report = true
    if (this.#isInspecting) return
    this.#isInspecting = true
    try {
      while (this.#isStale.report && !this.#isDisposed) {
        this.#isStale.report = false
        await this.#fetchReport()
      }
    } finally {
      this.#isInspecting = false
    }
  }

  async #fetchReport(): Promise<void> {
    const { selection } = useToolStore.getState()
    if (selection === undefined) return
    const looked: Report | Failure =
      selection.kind === 'site'
        ? asReport('site', await this.#simulation.inspect(selection.site))
        : asReport('box', await this.#simulation.inspectBox(selection.box))
    if (useToolStore.getState().selection !== selection) return
    if ('code' in looked) setTool({ selection: undefined, report: undefined })
    else setTool({ report: looked })
  }
}

function asReport<Kind extends Report['kind']>(
  kind: Kind,
  result: Result<Extract<Report, { readonly kind: Kind }>['report']>,
): Report | Failure {
  return result.ok ? ({ kind, report: result.value } as Report) : result.failure
}
