/**
 * What a viewer or a server may ask of a running simulation.
 *
 * Every argument and result is structured-cloneable. Failures a caller can act on come back as
 * values. Typed arrays named as moved change owner: the sender's copy is empty afterwards.
 */

import type { PatternFormat } from '../formats/pattern.ts'
import type { BackendName } from '../kernels/kernel.ts'
import type { BackendOffer } from '../kernels/list-backends.ts'
import type { Dimensions, Size } from '../lattice/size.ts'
import type { Topology } from '../lattice/topology.ts'
import type { RuleFamily, StateColor } from '../rules/rule.ts'
import type { RunOverrides } from '../scenario/run.ts'
import type { AnalysisApi, DamageStanding } from './analysis-api.ts'
import type { EditEvent, InspectApi, Site } from './inspect-api.ts'
import type { LivingInfo } from './living-info.ts'
import type { MeasureApi, Measured } from './measure-api.ts'
import type { FrameExtras, PictureApi } from './picture-api.ts'
import type { Failure, Result } from './result.ts'

/** Options of opening; `auto` picks the fastest back end there is. */
export interface OpenOptions extends RunOverrides {
  readonly backend?: 'auto' | BackendName
}

/** Where a run comes from. */
export type RunSource =
  /** A scenario file's text, and the bytes of the files it refers to by their relative paths. */
  | {
      readonly kind: 'scenario'
      readonly text: string
      readonly files: Readonly<Record<string, Uint8Array>>
      readonly overrides?: OpenOptions
    }
  /** The bytes of a pattern file, possibly gzipped; the name only breaks ties of detection. */
  | {
      readonly kind: 'pattern'
      readonly bytes: Uint8Array
      readonly fileName?: string
      /** The rule files that lie beside it, by name. */
      readonly files?: Readonly<Record<string, Uint8Array>>
      readonly overrides?: OpenOptions
    }
  /** A rule on a random soup over the whole world. Density is 0 to 255. */
  | {
      readonly kind: 'soup'
      readonly rule: string
      readonly density: number
      readonly overrides?: Omit<OpenOptions, 'rule'>
    }

/** The rule in force. */
export interface RuleInfo {
  readonly canonical: string
  readonly name: string | undefined
  readonly family: RuleFamily
  readonly states: number
  /** The colors that its file gives to states, by state. */
  readonly colors?: readonly (StateColor | undefined)[]
  /** Axes of the world: 1-D worlds are shown as space against time. */
  readonly dimensions: Dimensions
}

/** What a loaded run is at its first tick. */
export interface RunInfo {
  readonly title: string
  /** One or two sentences on why it is interesting; undefined for bare patterns. */
  readonly about: string | undefined
  readonly rule: RuleInfo
  /** An axis of 0 has no end. */
  readonly size: Size
  readonly topology: Topology
  /** Where the corner of a pattern file's pattern lies; undefined for other runs. */
  readonly patternAt: Site | undefined
  readonly seed: string
  readonly backend: BackendName
  /** Why this back end was taken, a sentence; undefined where somebody named it. */
  readonly backendReason: string | undefined
  /** The tick a scenario is meant to run to; undefined where it names none. */
  readonly suggestedTicks: number | undefined
  /** How fast it is best watched; undefined where nobody says. */
  readonly suggestedTicksPerSecond: number | undefined
  /** Undefined where infinitely many cells are alive. */
  readonly population: number | undefined
  /** Its rules, zones and fields; undefined for plain automata. */
  readonly living: LivingInfo | undefined
}

export interface StepReport {
  readonly tick: number
  /** Undefined where infinitely many cells are alive. */
  readonly population: number | undefined
  readonly wasCancelled: boolean
}

/** Something a person should know of, though the run goes on. */
export interface KernelNotice {
  /** Stable, `kernel/device-lost`. */
  readonly code: string
  readonly message: string
}

/** How a run compares with the recording that it was opened from. */
export interface ReplayStanding {
  /** Marks of the recording that were met and hold. */
  readonly verified: number
  /** Marks of the recording that still count, since nothing was edited before them. */
  readonly marks: number
  /** The first tick whose mark did not hold; undefined where all did. */
  readonly divergedAt: number | undefined
  /** The last tick that the recording says something of. */
  readonly lastTick: number
}

/** What a replay file was opened as. */
export interface OpenedReplay {
  readonly info: RunInfo
  readonly source: RunSource
  readonly edits: readonly EditEvent[]
  /** How far it was recorded. */
  readonly lastTick: number
  /** Whether the recording came to its end; a kill leaves one that did not. */
  readonly isComplete: boolean
}

/** One picture of the world. `cells` is moved to the caller, who gives it back with `recycle`. */
export interface Frame {
  /** Grows with every change of state, also when a reset lowers the tick. */
  readonly version: number
  readonly tick: number
  /** Undefined where infinitely many cells are alive. */
  readonly population: number | undefined
  /** An event may have switched it since the run was loaded. */
  readonly rule: RuleInfo
  /** What ticks it at present: a run may go over to another back end. */
  readonly backend: BackendName
  readonly isPlaying: boolean
  /** Measured over the last second of play; 0 when paused. */
  readonly ticksPerSecond: number
  /** When it was handed over, in milliseconds since the epoch; for measuring delays only. */
  readonly sentAtMs: number
  /** One byte a cell in flat order, `shape.x * shape.y * shape.z` bytes; with a twin, `DAMAGE_BIT` beside the state. */
  readonly cells: ArrayBuffer
  /**
   * The world's size; for a 1-D world the last `shape.y` rows of its history instead, the newest
   * in the last filled row, `filledRows` of them filled from the top. Of a world without an end it
   * is a window around what is alive, which follows it.
   */
  readonly shape: Size
  /** The site that the first cell is of. */
  readonly origin: { readonly x: number; readonly y: number; readonly z: number }
  /** Tells whether there is something alive that the window is too small to show. */
  readonly isClipped: boolean
  readonly filledRows: number | undefined
  /** What a back end had to say, such as that its device was lost; told once. */
  readonly notice?: KernelNotice | undefined
  /** Why play ended by itself; absent while all is well. A reset or a new run makes good. */
  readonly failure?: Failure | undefined
  /** How it compares with its recording; absent where the run was not opened from one. */
  readonly replay?: ReplayStanding | undefined
  /** How it differs from its twin; absent where none is followed, or the run stands before its beginning. */
  readonly damage?: DamageStanding | undefined
  /** What was measured and seen since the frame before. */
  readonly measured: Measured
  /** What comes with it beside the states; absent from pictures of lines and of a server's runs. */
  readonly extras?: FrameExtras | undefined
}

export interface StateHashes {
  readonly tick: number
  /** Lower-case hex SHA-256, as SEMANTICS defines them; undefined where `reason` says why. */
  readonly cellsHash: string | undefined
  readonly stateHash: string | undefined
  readonly reason: string | undefined
}

/** Some ticks in a row. */
export interface TickSpan {
  readonly from: number
  /** Larger than `from`. */
  readonly to: number
}

/** The cells of a frame and where they lie, to be compared with those of another run. */
export type Picture = Pick<Frame, 'tick' | 'cells' | 'shape' | 'origin'>

/** How two states differ over the cells of a picture. */
export interface StateDifference {
  /** Of the state that the picture is compared with. */
  readonly tick: number
  /** Cells that are compared. */
  readonly cells: number
  /** Cells whose states are not the same: the three below together. */
  readonly differing: number
  /** Cells that are not in state 0 in the picture alone, in the state alone, and in both in other states. */
  readonly onlyHere: number
  readonly onlyThere: number
  readonly otherwise: number
  /** One byte a cell in the order of the picture, as `DIFFERENCE_STATES` names them; moved to the caller. */
  readonly marks: ArrayBuffer
}

export interface PlayOptions {
  /** Target speed; undefined plays as fast as the kernel can. */
  readonly ticksPerSecond: number | undefined
  /** Plays from the first of these ticks to the last, then from the first again; absent, on without an end. */
  readonly loop?: TickSpan | undefined
}

export interface SimulationApi extends InspectApi, MeasureApi, AnalysisApi, PictureApi {
  /**
   * Replaces whatever runs by a new run, paused at its first tick. On failure the old one stays.
   *
   * @param edits are done when their ticks come, behind the events of the source.
   */
  load(source: RunSource, edits?: readonly EditEvent[]): Promise<Result<RunInfo>>
  /**
   * Opens a replay file as `load` opens a source: its run with its edits. Its marks are compared as
   * their ticks come, and frames tell how it stands.
   */
  openReplay(bytes: Uint8Array): Promise<Result<OpenedReplay>>
  /**
   * The run as a replay file: its edits as they are now, and marks of the states that were seen since
   * the last of them. The bytes are moved to the caller.
   */
  saveReplay(): Promise<Result<Uint8Array>>
  /** Advances by `ticks`, or by fewer when `cancel` or `load` is called meanwhile. */
  step(ticks: number): Promise<Result<StepReport>>
  /**
   * Stops what goes on, then goes to this very tick, from the nearest moment that is kept where it
   * lies behind; or not so far when `cancel` or `load` is called meanwhile.
   */
  runTo(tick: number): Promise<Result<StepReport>>
  play(options: PlayOptions): Promise<Result<void>>
  pause(): Promise<Result<void>>
  /** Back to the first tick, paused; edits are done again when their ticks come. */
  reset(): Promise<Result<void>>
  /** Stops a step that is under way; its promise then settles. */
  cancel(): Promise<void>
  /**
   * Moves the newest frame to the caller as soon as there is one newer than `afterVersion`
   * (-1 takes whatever is there). Frames nobody asked for are never made: ticks are not dropped
   * for drawing. Resolves to undefined when the simulation is disposed or another call replaces
   * this one.
   */
  takeFrame(afterVersion: number): Promise<Frame | undefined>
  /**
   * Compares a picture of another run with the present state, over the cells that the picture shows. Fails
   * where the two worlds are not of one size.
   */
  differFrom(picture: Picture): Promise<Result<StateDifference>>
  /** Gives the buffer of a frame or a field back for reuse. */
  recycle(buffer: ArrayBuffer): Promise<void>
  /** Hashes of the present state. */
  hash(): Promise<Result<StateHashes>>
  /** What can be wished for in the place of what ticks the run now, in the order of a list. */
  listBackends(): Promise<Result<readonly BackendOffer[]>>
  /** The present state as a pattern file. The bytes are moved to the caller. */
  exportPattern(format: PatternFormat): Promise<Result<Uint8Array>>
  dispose(): Promise<void>
}
