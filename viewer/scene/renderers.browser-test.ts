import { Group, Mesh, PerspectiveCamera, type RawShaderMaterial, Scene, WebGLRenderer } from 'three'
import { expect, onTestFinished, test } from 'vitest'
import { countCells, type Size } from '../../engine/lattice/size.ts'
import { buildStatePalette } from '../design/state-palette.ts'
import { countBricks, markBricks } from './brick-occupancy.ts'
import { FOV_DEGREES, fitSolid } from './camera-fit.ts'
import { createSolidTexture, uploadTexture } from './cell-texture.ts'
import { buildClipBox, type ClipBox } from './clip-box.ts'
import { createPaletteTexture } from './palette-texture.ts'
import { SCENE_COLORS } from './scene-colors.ts'
import { CUBE_STRIDE, findVisibleCubes } from './visible-cubes.ts'
import { createCubeCloud, createUnitCube } from './voxel-geometry.ts'
import { applyCamera, applyLook, createVoxelMaterial } from './voxel-material.ts'

const PIXELS = 192
const size = { x: 20, y: 12, z: 9 }
const whole = buildClipBox(size, { axis: 'x', cut: 0 })

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

interface Stage {
  readonly renderer: WebGLRenderer
  draw(kind: 'volume' | 'cubes', cells: Uint8Array<ArrayBuffer>, clip: ClipBox): Uint8Array
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

  function buildMesh(kind: 'volume' | 'cubes', cells: Uint8Array<ArrayBuffer>, clip: ClipBox) {
    const texture = createSolidTexture(size)
    uploadTexture(renderer, texture, cells)
    if (kind === 'volume') {
      const marked = new Uint8Array(countCells(countBricks(size)))
      markBricks(cells, size, marked)
      const bricks = createSolidTexture(countBricks(size))
      uploadTexture(renderer, bricks, marked)
      return new Mesh(createUnitCube(), createVoxelMaterial('volume', size, texture, bricks))
    }
    const cubes = new Uint16Array(CUBE_STRIDE * countCells(size))
    const geometry = createCubeCloud(cubes)
    geometry.instanceCount = findVisibleCubes(cells, size, clip, cubes)
    return new Mesh(geometry, createVoxelMaterial('cubes', size, texture, null))
  }

  return {
    renderer,
    draw(kind, cells, clip) {
      const mesh: Mesh<ReturnType<typeof createUnitCube>, RawShaderMaterial> = buildMesh(
        kind,
        cells,
        clip,
      )
      mesh.frustumCulled = false
      mesh.material.visible = true
      const look = { clip, palette, colors: SCENE_COLORS.dark, colorsByDepth: false }
      applyLook(mesh.material, look)
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
  ['cut by a plane', buildClipBox(size, { axis: 'x', cut: 0.75 })],
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
  expect(isDrawn(buildClipBox(size, { axis: 'x', cut: 0.1 }))).toBe(false)
})
