/** Models are read back by three.js's own reader. */
import fc from 'fast-check'
import { Box3, type Mesh, type MeshStandardMaterial } from 'three'
import { GLTFLoader } from 'three/examples/jsm/loaders/GLTFLoader.js'
import { expect, test } from 'vitest'
import { listFaces } from './voxel-faces.ts'
import { writeGlb } from './write-glb.ts'

const palette = new Uint8Array(1024).map((_, i) => (i % 4 === 3 ? 255 : (i * 37) % 256))
const model = { palette, name: 'A <b>world</b>', extras: { rule: 'B3/S23', tick: 7 } }

async function readBack(bytes: Uint8Array<ArrayBuffer>) {
  const gltf = await new GLTFLoader().parseAsync(bytes.buffer, '')
  const meshes: Mesh[] = []
  gltf.scene.traverse((each) => {
    if ('isMesh' in each) meshes.push(each as Mesh)
  })
  return { gltf, meshes }
}

/** The signed volume that a closed surface holds, and its area. */
function measure({ geometry }: Mesh): { volume: number; area: number } {
  const { position } = geometry.attributes
  const index = geometry.index!
  let [volume, area] = [0, 0]
  for (let i = 0; i < index.count; i += 3) {
    const cornerAt = (k: number): readonly number[] => {
      const v = index.getX(i + k)
      return [position!.getX(v), position!.getY(v), position!.getZ(v)]
    }
    const [a, b, c] = [cornerAt(0), cornerAt(1), cornerAt(2)]
    const [u, v] = [0, 1].map((k) => [0, 1, 2].map((n) => [b, c][k]![n]! - a[n]!)) as [
      number[],
      number[],
    ]
    const cross = [
      u[1]! * v[2]! - u[2]! * v[1]!,
      u[2]! * v[0]! - u[0]! * v[2]!,
      u[0]! * v[1]! - u[1]! * v[0]!,
    ]
    volume += (a[0]! * cross[0]! + a[1]! * cross[1]! + a[2]! * cross[2]!) / 6
    area += Math.hypot(...cross) / 2
  }
  return { volume, area }
}

test('a world of one state is a closed surface around as many cubic meters as it has cells', () =>
  fc.assert(
    fc.asyncProperty(
      fc.record({
        x: fc.integer({ min: 1, max: 5 }),
        y: fc.integer({ min: 1, max: 5 }),
        z: fc.integer({ min: 1, max: 5 }),
      }),
      fc.array(fc.nat(1), { minLength: 125, maxLength: 125 }),
      async (size, bits) => {
        const cells = Uint8Array.from(bits.slice(0, size.x * size.y * size.z))
        const population = cells.reduce((sum, cell) => sum + cell, 0)
        const { meshes } = await readBack(writeGlb({ ...model, size, cells }))
        if (population === 0) expect(meshes).toEqual([])
        else {
          expect(meshes).toHaveLength(1)
          const { volume, area } = measure(meshes[0]!)
          expect(volume).toBeCloseTo(population, 3)
          expect(area).toBeCloseTo(countFaces(size, cells), 3)
        }
      },
    ),
    { numRuns: 40 },
  ))

function countFaces(size: { x: number; y: number; z: number }, cells: Uint8Array): number {
  const at = (x: number, y: number, z: number) =>
    x < 0 || y < 0 || z < 0 || x >= size.x || y >= size.y || z >= size.z
      ? 0
      : cells[x + size.x * (y + size.y * z)]!
  let count = 0
  for (let z = 0; z < size.z; z++)
    for (let y = 0; y < size.y; y++)
      for (let x = 0; x < size.x; x++) {
        if (at(x, y, z) === 0) continue
        const around = [
          at(x - 1, y, z),
          at(x + 1, y, z),
          at(x, y - 1, z),
          at(x, y + 1, z),
          at(x, y, z - 1),
          at(x, y, z + 1),
        ]
        count += around.filter((cell) => cell === 0).length
      }
  return count
}

test('each state has its material in its own color, and z points up', async () => {
  const size = { x: 4, y: 2, z: 3 }
  const cells = new Uint8Array(24)
  cells[0] = 1
  // x 3, y 1, z 2.
  cells[3 + 4 * (1 + 2 * 2)] = 3
  const { gltf, meshes } = await readBack(writeGlb({ ...model, size, cells }))
  expect(gltf.asset.extras).toEqual({ rule: 'B3/S23', tick: 7 })
  expect(meshes.map(({ material }) => (material as MeshStandardMaterial).name)).toEqual([
    'state 1',
    'state 3',
  ])
  const { color } = meshes[1]!.material as MeshStandardMaterial
  const hex = [12, 13, 14].map((i) => palette[i]!.toString(16).padStart(2, '0')).join('')
  expect(color.getHexString()).toBe(hex)
  const [low, high] = meshes.map((mesh) => new Box3().setFromObject(mesh))
  expect([low!.min.toArray(), low!.max.toArray()]).toEqual([
    [-2, -1.5, 0],
    [-1, -0.5, 1],
  ])
  expect([high!.min.toArray(), high!.max.toArray()]).toEqual([
    [1, 0.5, -1],
    [2, 1.5, 0],
  ])
})

test('a full world is six rectangles', () => {
  const faces = listFaces({ x: 30, y: 20, z: 10 }, new Uint8Array(6000).fill(2))
  expect(faces.map(({ state, count }) => [state, count])).toEqual([[2, 6]])
})
