/** The unit cube from 0 to 1, alone or once per visible cell. */
import {
  BoxGeometry,
  type BufferAttribute,
  type BufferGeometry,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  PlaneGeometry,
} from 'three'
import { CUBE_STRIDE } from './visible-cubes.ts'

/** The unit cube with its corner at the origin; its owner disposes of it. */
export function createUnitCube(): BufferGeometry {
  return new BoxGeometry().translate(0.5, 0.5, 0.5)
}

/** The unit square with its corner at the origin; its owner disposes of it. */
export function createUnitSquare(): BufferGeometry {
  return new PlaneGeometry().translate(0.5, 0.5, 0)
}

/** Unit cubes at the places `findVisibleCubes` writes; its owner disposes of it. */
export function createCubeCloud(cubes: Uint16Array): InstancedBufferGeometry {
  const unit = createUnitCube()
  const geometry = new InstancedBufferGeometry()
  geometry.setIndex(unit.getIndex())
  geometry.setAttribute('position', unit.getAttribute('position') as BufferAttribute)
  geometry.setAttribute('normal', unit.getAttribute('normal') as BufferAttribute)
  geometry.setAttribute('cube', new InstancedBufferAttribute(cubes, CUBE_STRIDE))
  geometry.instanceCount = 0
  return geometry
}
