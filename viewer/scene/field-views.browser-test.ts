import { Mesh, PerspectiveCamera, Scene, WebGLRenderer } from 'three'
import { expect, onTestFinished, test } from 'vitest'
import { countCells } from '../../engine/lattice/size.ts'
import { buildColorMap } from '../design/color-maps.ts'
import { FOV_DEGREES, fitSolid } from './camera-fit.ts'
import { createSolidTexture, uploadTexture } from './cell-texture.ts'
import { type ClipBox, wholeClipBox } from './clip-box.ts'
import { applyField, createFieldMaterial, type FieldVolumeMode } from './field-material.ts'
import { createFieldTexture, createRampTexture } from './field-texture.ts'
import { createUnitCube } from './voxel-geometry.ts'
import { applyCamera } from './voxel-material.ts'

const PIXELS = 128
const size = { x: 16, y: 16, z: 16 }
const whole = wholeClipBox(size)

/** A ball that is 255 in its middle and 0 from the radius on. */
function growBall(radius: number): Uint8Array<ArrayBuffer> {
  const values = new Uint8Array(countCells(size))
  for (let i = 0; i < values.length; i++) {
    const [x, y, z] = [i % 16, (i >> 4) % 16, i >> 8]
    const away = Math.hypot(x - 7.5, y - 7.5, z - 7.5)
    values[i] = Math.max(0, 255 * (1 - away / radius))
  }
  return values
}

interface Picture {
  readonly values: Uint8Array<ArrayBuffer>
  readonly threshold?: number
  readonly clip?: ClipBox
  readonly cells?: Uint8Array<ArrayBuffer>
}

function setUpStage() {
  const renderer = new WebGLRenderer({ antialias: false, alpha: true })
  renderer.setSize(PIXELS, PIXELS)
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
  return (mode: FieldVolumeMode, picture: Picture): Uint8Array => {
    const { values, threshold = 0.5, clip = whole, cells } = picture
    const texture = createFieldTexture(size, true)
    uploadTexture(renderer, texture, values)
    const states = cells && createSolidTexture(size)
    if (states) uploadTexture(renderer, states, cells)
    const field = {
      texture,
      ramp: createRampTexture(buildColorMap('ember', 'dark')),
      isSigned: false,
    }
    const mesh = new Mesh(createUnitCube(), createFieldMaterial(mode, size))
    mesh.frustumCulled = false
    applyField(mesh.material, { field, threshold, clip, cells: states })
    applyCamera(mesh.material, size, camera, PIXELS)
    renderer.render(new Scene().add(mesh), camera)
    const pixels = new Uint8Array(4 * PIXELS * PIXELS)
    const gl = renderer.getContext()
    gl.readPixels(0, 0, PIXELS, PIXELS, gl.RGBA, gl.UNSIGNED_BYTE, pixels)
    expect(gl.getError()).toBe(gl.NO_ERROR)
    return pixels
  }
}

const covered = (pixels: Uint8Array) => pixels.filter((value, i) => i % 4 === 3 && value > 8).length

const alphaInMiddle = (pixels: Uint8Array) => pixels[4 * (PIXELS / 2 + PIXELS * (PIXELS / 2)) + 3]!

test('a cloud is seen where there are values, and densest in the middle', () => {
  const draw = setUpStage()
  const pixels = draw('volume', { values: growBall(7) })
  expect(covered(pixels)).toBeGreaterThan(300)
  expect(alphaInMiddle(pixels)).toBeGreaterThan(120)
  expect(covered(draw('volume', { values: new Uint8Array(countCells(size)) }))).toBe(0)
})

test('cells hide the cloud behind them', () => {
  const draw = setUpStage()
  const shell = new Uint8Array(countCells(size)).fill(1)
  expect(covered(draw('volume', { values: growBall(7), cells: shell }))).toBe(0)
  const none = new Uint8Array(countCells(size))
  expect(covered(draw('volume', { values: growBall(7), cells: none }))).toBeGreaterThan(300)
})

test('a surface at a higher value is smaller, and nowhere beyond the greatest', () => {
  const draw = setUpStage()
  const areas = [0.2, 0.5, 0.8].map((threshold) =>
    covered(draw('surface', { values: growBall(7), threshold })),
  )
  expect(areas[0]).toBeGreaterThan(areas[1]!)
  expect(areas[1]).toBeGreaterThan(areas[2]!)
  expect(areas[2]).toBeGreaterThan(0)
  expect(covered(draw('surface', { values: growBall(3), threshold: 1 }))).toBe(0)
})

test('what a plane cuts off is not drawn', () => {
  const draw = setUpStage()
  const clip = { min: [0, 0, 0], max: [16, 16, 2] } as const
  const values = growBall(5)
  expect(covered(draw('surface', { values, clip, threshold: 0.3 }))).toBe(0)
})
