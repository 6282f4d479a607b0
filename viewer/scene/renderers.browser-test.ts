import { Group, Mesh, PerspectiveCamera, Scene, WebGLRenderer } from 'three'
import { expect, onTestFinished, test } from 'vitest'
import { countCells, type Size } from '../../engine/lattice/size.ts'
import type { Frame } from '../../engine/protocol/simulation-api.ts'
import { BrickMarker } from '../../engine/worker/brick-marker.ts'
import { writeDensity } from '../../engine/worker/write-density.ts'
import { buildStatePalette } from '../design/state-palette.ts'
import { FOV_DEGREES, fitSolid } from './camera-fit.ts'
import { type ClipBox, wholeClipBox } from './clip-box.ts'
import { createPaletteTexture } from './palette-texture.ts'
import { SCENE_COLORS } from './scene-colors.ts'
import { CUBE_STRIDE, findVisibleCubes } from './visible-cubes.ts'
import { createCubeCloud, createUnitCube } from './voxel-geometry.ts'
import {
  applyCamera,
  applyLook,
  applyTextures,
  createVoxelMaterial,
  type VoxelLook,
} from './voxel-material.ts'
import { WorldTextures } from './world-textures.ts'

const PIXELS = 192
const size = { x: 20, y: 12, z: 9 }
const whole = wholeClipBox(size)

/** Blobs with holes: dense enough to hide cells, sparse enough to leave whole bricks empty. */
function growBlobs({ x: sizeX, y: sizeY, z: sizeZ }: Size): Uint8Array<ArrayBuffer> {
  const cells = new Uint8Array(sizeX * sizeY * sizeZ)
  for (let z = 0; z < sizeZ; z++) {
    for (let y = 0; y < sizeY; y++) {
      for (let x = 0; x < sizeX; x++) {
        const near = (x - 4) ** 2 + (y - 3) ** 2 + (z - 4) ** 2 < 14
        const far = (x - 16) ** 2 + (y - 8) ** 2 + (z - 2) ** 2 < 9 && (x + y + z) % 3 > 0
        if (near || far) cells[x + sizeX * (y + sizeY * z)] = 1 + ((x + y) % 3)
      }
    }
  }
  return cells
}

type Kind = 'volume' | 'cubes' | 'surface'

/** A picture with what the worker tells of it, as far as the stage needs it. */
function frameOf(cells: Uint8Array<ArrayBuffer>): Frame {
  const density = new Uint8Array(cells.length)
  writeDensity(cells, size, density, new Uint8Array(cells.length))
  const bricks = new BrickMarker().mark({
    version: 1,
    shape: size,
    origin: { x: 0, y: 0, z: 0 },
    cells: cells.buffer,
  } as Frame)
  const grid = { edge: 1, shape: size, bytes: density.buffer } as const
  const extras = { bricks, shades: undefined, density: grid, halves: undefined }
  return { version: 1, shape: size, cells: cells.buffer, extras } as Partial<Frame> as Frame
}

interface Stage {
  readonly renderer: WebGLRenderer
  draw(kind: Kind, cells: Uint8Array<ArrayBuffer>, clip: ClipBox): Uint8Array
}

function setUpStage(): Stage {
  const renderer = new WebGLRenderer({ antialias: false, alpha: true })
  renderer.setSize(PIXELS, PIXELS)
  const palette = createPaletteTexture(buildStatePalette('refractory', 4, 'dark'))
  const camera = new PerspectiveCamera(FOV_DEGREES, 1)
  const { position, near, far } = fitSolid(size, 1)
  camera.up.set(0, 0, 1)
  camera.position.set(...position)
  camera.near = near
  camera.far = far
  camera.lookAt(0, 0, 0)
  camera.updateProjectionMatrix()
  onTestFinished(() => {
    renderer.dispose()
    renderer.forceContextLoss()
  })

  function buildMesh(kind: Kind, cells: Uint8Array<ArrayBuffer>, clip: ClipBox) {
    const textures = new WorldTextures(size, true)
    textures.take(frameOf(cells), renderer)
    const material = createVoxelMaterial(kind, textures)
    if (kind !== 'cubes') return { textures, mesh: new Mesh(createUnitCube(), material) }
    const cubes = new Uint16Array(CUBE_STRIDE * countCells(size))
    const geometry = createCubeCloud(cubes)
    geometry.instanceCount = findVisibleCubes(cells, size, clip, cubes)
    return { textures, mesh: new Mesh(geometry, material) }
  }

  return {
    renderer,
    draw(kind, cells, clip) {
      const { mesh, textures } = buildMesh(kind, cells, clip)
      mesh.frustumCulled = false
      mesh.material.visible = true
      const look: VoxelLook = {
        ...{ clip, palette, colors: SCENE_COLORS.dark, ramp: undefined, hasOcclusion: true },
        ...{ colorSource: 'state', surfaceAt: 0.1 },
      }
      applyLook(mesh.material, look)
      applyTextures(mesh.material, textures, look)
      applyCamera(mesh.material, size, camera, PIXELS)
      const scene = new Scene().add(new Group().add(mesh))
      renderer.render(scene, camera)
      const pixels = new Uint8Array(4 * PIXELS * PIXELS)
      const gl = renderer.getContext()
      gl.readPixels(0, 0, PIXELS, PIXELS, gl.RGBA, gl.UNSIGNED_BYTE, pixels)
      expect(gl.getError()).toBe(gl.NO_ERROR)
      return pixels
    },
  }
}

function countPixels(holds: (at: number) => boolean): number {
  let count = 0
  for (let at = 0; at < 4 * PIXELS * PIXELS; at += 4) if (holds(at)) count++
  return count
}

test.each([
  ['whole', whole],
  ['cut by a plane', { min: [0, 0, 0], max: [5, 12, 9] } as const],
])('volume and cubes draw the same picture of a world, %s', (_, clip) => {
  const stage = setUpStage()
  const cells = growBlobs(size)
  const volume = stage.draw('volume', cells, clip)
  const cubes = stage.draw('cubes', cells, clip)

  const covered = countPixels((at) => volume[at + 3] === 255)
  expect(covered).toBeGreaterThan(400)
  const silhouetteDiffers = countPixels((at) => volume[at + 3] !== cubes[at + 3])
  expect(silhouetteDiffers).toBeLessThan(covered * 0.01)
  const colorDiffers = countPixels(
    (at) =>
      volume[at + 3] === 255 &&
      cubes[at + 3] === 255 &&
      [0, 1, 2].some((channel) => Math.abs(volume[at + channel]! - cubes[at + channel]!) > 24),
  )
  expect(colorDiffers).toBeLessThan(covered * 0.03)
})

test('an empty world leaves every pixel to the background', () => {
  const pixels = setUpStage().draw('volume', new Uint8Array(countCells(size)), whole)
  expect(countPixels((at) => pixels[at + 3] !== 0)).toBe(0)
})

test('what the clipping plane cuts away is not drawn', () => {
  const stage = setUpStage()
  const cells = new Uint8Array(countCells(size))
  cells[size.x - 1] = 1
  const isDrawn = (clip: ClipBox) => {
    const pixels = stage.draw('volume', cells, clip)
    return countPixels((at) => pixels[at + 3] === 255) > 0
  }
  expect(isDrawn(whole)).toBe(true)
  expect(isDrawn({ min: [0, 0, 0], max: [18, 12, 9] })).toBe(false)
})

test('a smooth surface lies around the cells that the volume draws', () => {
  const stage = setUpStage()
  const cells = growBlobs(size)
  const volume = stage.draw('volume', cells, whole)
  const surface = stage.draw('surface', cells, whole)
  const covered = countPixels((at) => volume[at + 3] === 255)
  const missing = countPixels((at) => volume[at + 3] === 255 && surface[at + 3] === 0)
  const beyond = countPixels((at) => volume[at + 3] === 0 && surface[at + 3] === 255)
  expect(missing).toBeLessThan(covered * 0.03)
  // It goes around the cells at less than the width of one.
  expect(beyond).toBeLessThan(covered * 0.4)
  const empty = stage.draw('surface', new Uint8Array(countCells(size)), whole)
  expect(countPixels((at) => empty[at + 3] !== 0)).toBe(0)
})
