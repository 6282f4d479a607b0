/**
 * What the views of a world read on the graphics card: its cells, which bricks hold anything, what
 * cells are colored by and how dense they lie. One set is shared by all that draws one scene.
 */
import {
  type Data3DTexture,
  type DataTexture,
  LinearFilter,
  RedFormat,
  type WebGLRenderer,
} from 'three'
import { countCells, type Size } from '../../engine/lattice/size.ts'
import { type WorldBox, wholeOf } from '../../engine/lattice/world-box.ts'
import { countBricks, type FrameExtras, type FrameGrid } from '../../engine/protocol/picture-api.ts'
import type { Frame } from '../../engine/protocol/simulation-api.ts'
import { markBricks, markNear } from './brick-occupancy.ts'
import { BrickTexture } from './brick-texture.ts'
import { createFlatTexture, createSolidTexture } from './cell-texture.ts'
import { halveMarks, planUploads } from './plan-uploads.ts'

/** A grid of cells and which of its bricks hold anything, with the size of what one place stands for. */
export interface CellLevel {
  readonly edge: 1 | 2
  readonly shape: Size
  readonly cells: BrickTexture
  readonly bricks: BrickTexture
}

/** The density around cells, and the edge of what one place of it stands for. */
export interface DensityLevel {
  readonly edge: 1 | 2
  readonly texture: BrickTexture
}

export class WorldTextures {
  readonly shape: Size
  readonly whole: CellLevel
  /** Of worlds too large to be seen cell by cell from afar; undefined of others. */
  halves: CellLevel | undefined
  shades: BrickTexture | undefined
  density: DensityLevel | undefined
  /** Bound where there is nothing else: a sampler of integers draws nothing without a texture. */
  readonly placeholder: Data3DTexture | DataTexture
  /** Which level is drawn; the other is not uploaded. */
  drawsHalves = false
  readonly #isSolid: boolean

  /** @param isSolid whether textures have three dimensions. */
  constructor(shape: Size, isSolid: boolean) {
    this.shape = shape
    this.#isSolid = isSolid
    this.whole = this.#createLevel(1, shape)
    this.placeholder = this.#createTexture({ x: 1, y: 1, z: 1 })
    this.placeholder.image.data = new Uint8Array(1)
    this.placeholder.needsUpdate = true
  }

  /** Takes a picture in; its buffers may be given away afterwards. */
  take(frame: Frame, renderer: WebGLRenderer): void {
    const { extras } = frame
    // Versions of a server's pictures are not those of the page's own.
    const version = extras && frame.version
    const cells = new Uint8Array(frame.cells)
    const marks = extras?.bricks.marks ?? this.#markAll(cells)
    const since = extras?.bricks.since
    const { halves } = extras ?? {}
    if (halves !== undefined) this.#takeHalves(halves, marks, { since, version }, renderer)
    if (this.halves === undefined || !this.drawsHalves) {
      const boxes = planUploads(marks, this.shape)
      this.whole.cells.show(renderer, cells, version, { since, boxes })
      const shown = extras?.density === undefined ? marks : markNear(marks, this.shape)
      this.whole.bricks.show(renderer, shown, version, allOf(this.whole.bricks))
    }
    this.#takeShades(extras, version, renderer)
    this.#takeDensity(extras?.density, version, renderer)
  }

  dispose(): void {
    for (const level of [this.whole, this.halves]) {
      level?.cells.dispose()
      level?.bricks.dispose()
    }
    this.shades?.dispose()
    this.density?.texture.dispose()
    this.placeholder.dispose()
  }

  #takeHalves(
    { shape, bytes }: FrameGrid,
    marks: Uint8Array,
    {
      since,
      version,
    }: { readonly since: number | undefined; readonly version: number | undefined },
    renderer: WebGLRenderer,
  ): void {
    this.halves ??= this.#createLevel(2, shape)
    if (!this.drawsHalves) return
    const halved = halveMarks(marks, this.shape, shape)
    const boxes = planUploads(halved, shape)
    this.halves.cells.show(renderer, new Uint8Array(bytes), version, { since, boxes })
    this.halves.bricks.show(renderer, halved, version, allOf(this.halves.bricks))
  }

  #takeShades(
    extras: FrameExtras | undefined,
    version: number | undefined,
    renderer: WebGLRenderer,
  ): void {
    const places = extras?.shades?.places
    if (places === undefined || places.byteLength !== countCells(this.shape)) {
      this.shades?.dispose()
      this.shades = undefined
      return
    }
    this.shades ??= new BrickTexture(this.#createTexture(this.shape), this.shape)
    // What cells are colored by changes almost everywhere.
    this.shades.show(renderer, new Uint8Array(places), version, allOf(this.shades))
  }

  #takeDensity(
    grid: FrameGrid | undefined,
    version: number | undefined,
    renderer: WebGLRenderer,
  ): void {
    if (grid === undefined) {
      this.density?.texture.dispose()
      this.density = undefined
      return
    }
    this.density ??= { edge: grid.edge, texture: createDensityTexture(grid.shape) }
    const { texture } = this.density
    texture.show(renderer, new Uint8Array(grid.bytes), version, allOf(texture))
  }

  /** The marks of a picture that came without any. */
  #markAll(cells: Uint8Array): Uint8Array<ArrayBuffer> {
    const marks = new Uint8Array(countCells(countBricks(this.shape)))
    markBricks(cells, this.shape, marks)
    return marks
  }

  #createLevel(edge: 1 | 2, shape: Size): CellLevel {
    const bricks = countBricks(shape)
    return {
      edge,
      shape,
      cells: new BrickTexture(this.#createTexture(shape), shape),
      bricks: new BrickTexture(this.#createTexture(bricks), bricks),
    }
  }

  #createTexture(size: Size): Data3DTexture | DataTexture {
    return this.#isSolid ? createSolidTexture(size) : createFlatTexture(size)
  }
}

const allOf = ({ size }: BrickTexture): { since: undefined; boxes: readonly WorldBox[] } => ({
  since: undefined,
  boxes: [wholeOf(size)],
})

/** It is read between its places, too. */
function createDensityTexture(shape: Size): BrickTexture {
  const texture = createSolidTexture(shape)
  texture.format = RedFormat
  texture.internalFormat = 'R8'
  texture.minFilter = LinearFilter
  texture.magFilter = LinearFilter
  return new BrickTexture(texture, shape)
}
