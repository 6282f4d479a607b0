/** What comes with a picture beside its states, as somebody wished for it. */
import { countCells, type Size } from '../lattice/size.ts'
import {
  type FrameBricks,
  type FrameExtras,
  type FrameGrid,
  MAX_WHOLE_CELLS,
  type PictureWish,
} from '../protocol/picture-api.ts'
import type { Frame } from '../protocol/simulation-api.ts'
import type { Simulation } from '../simulation/simulation.ts'
import type { AgeFollower } from './age-follower.ts'
import { BrickMarker } from './brick-marker.ts'
import type { BufferPool } from './buffer-pool.ts'
import { HalfLevel, halve } from './half-level.ts'
import { ShadeMaker } from './shade-maker.ts'
import { writeDensity } from './write-density.ts'

export class ExtrasMaker {
  readonly #buffers: BufferPool
  readonly #bricks = new BrickMarker()
  readonly #halves = new HalfLevel()
  readonly #shades: ShadeMaker
  #wantsDensity = false
  #room = new Uint8Array()

  constructor(follower: AgeFollower, buffers: BufferPool) {
    this.#buffers = buffers
    this.#shades = new ShadeMaker(follower, buffers)
  }

  /** Makes what is wished for from the next picture on. */
  wish({ shades, wantsDensity }: PictureWish): void {
    this.#shades.wish(shades)
    this.#wantsDensity = wantsDensity
    if (!wantsDensity) this.#room = new Uint8Array()
  }

  /** Forgets the world that was looked at. */
  clear(): void {
    this.#bricks.clear()
    this.#halves.clear()
    this.#shades.clear()
    this.#room = new Uint8Array()
  }

  /** Undefined for lines, whose pictures are histories of rows. */
  async make(
    simulation: Simulation,
    frame: Omit<Frame, 'extras'>,
  ): Promise<FrameExtras | undefined> {
    if (simulation.run.dimensions === 1) return undefined
    const bricks = this.#bricks.mark(frame)
    const halves = this.#makeHalves(frame, bricks)
    const density = this.#wantsDensity ? this.#makeDensity(frame, halves) : undefined
    return { bricks, shades: await this.#shades.make(simulation, frame), density, halves }
  }

  #makeHalves({ shape, cells }: Omit<Frame, 'extras'>, bricks: FrameBricks): FrameGrid | undefined {
    if (countCells(shape) <= MAX_WHOLE_CELLS || shape.z === 1) return undefined
    const size = halve(shape)
    const bytes = this.#buffers.take(countCells(size))
    this.#halves.write(new Uint8Array(cells), shape, bricks, new Uint8Array(bytes))
    return { edge: 2, shape: size, bytes }
  }

  #makeDensity(
    { shape, cells }: Omit<Frame, 'extras'>,
    halves: FrameGrid | undefined,
  ): FrameGrid | undefined {
    if (shape.z === 1) return undefined
    const of: { edge: 1 | 2; shape: Size; bytes: ArrayBuffer } = halves ?? {
      edge: 1,
      shape,
      bytes: cells,
    }
    const count = countCells(of.shape)
    if (this.#room.length !== count) this.#room = new Uint8Array(count)
    const bytes = this.#buffers.take(count)
    writeDensity(new Uint8Array(of.bytes), of.shape, new Uint8Array(bytes), this.#room)
    return { edge: of.edge, shape: of.shape, bytes }
  }
}
