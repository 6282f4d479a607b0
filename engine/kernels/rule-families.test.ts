/** Rules of every family run the same in WASM as in the reference, on a torus and in a box. */
import { describe, test } from 'vitest'
import type { Size } from '../lattice/size.ts'
import { BOX, TORUS, type Topology } from '../lattice/topology.ts'
import { createSplitMix64 } from '../math/split-mix64.ts'
import { parseRule } from '../rules/parse-rule.ts'
import type { Rule } from '../rules/rule.ts'
import { assertSame } from '../testing/case.ts'
import { runWorld } from '../testing/run-world.ts'
import { createReferenceKernel } from './reference/reference-kernel.ts'
import { createWasmKernel } from './wasm/wasm-kernel.ts'

const notations = [
  ...['WireWorld', 'Langtons-Loops', 'WireWorld~noise=0.1', 'Critters', 'Sand', 'BBW'],
  '@TREE num_states=3 num_neighbors=2 num_nodes=4 1 0 2 1 1 1 2 0 2 0 1 0 3 2*3',
  ...['B3/S23~birth=0.9,survival=0.99,noise=0.01,update=0.5', '4-5/5/4/M~noise=0.05'],
  ...['W250~birth=0.7,survival=0.7', 'R4,C0,M1,S41..81,B41..80,NM~update=0.9'],
  ...['lenia:R4,T2,mu=0.12,sigma=0.04', 'lenia:D3,R3,T5,mu=0.12,sigma=0.04,b=1;0.5,kernel=poly'],
  ...['R2,C2,S2-3,5,B3,8-9,NM', 'R4,C3,S9-15,17,B8-11,N2', 'R3,C2,S3-4,B3-5,N*'],
  ...['R3,C2,S30-60,B15-40,NG', 'R2,C2,S6-9,B7-8,NW0011200122130220011111111'],
  'R2,C3,S2-3,B3,NW0001001110010100111001000,012',
]

function sizeOf({ dimensions }: Rule): Size {
  if (dimensions === 1) return { x: 50, y: 1, z: 1 }
  return dimensions === 2 ? { x: 22, y: 18, z: 1 } : { x: 10, y: 8, z: 12 }
}

describe.each(notations)('%s', (notation) => {
  test.each<readonly [string, Topology]>([
    ['on a torus', TORUS],
    ['in a box', BOX],
  ])('%s', async (_, topology) => {
    const { rule } = parseRule(notation)
    const size = sizeOf(rule)
    const random = createSplitMix64(3n)
    const cells = new Uint8Array(size.x * size.y * size.z).map(() => {
      random.next()
      return random.low % rule.states
    })
    const world = { setup: { size, topology, rule, seed: 5n }, cells, ticks: 3 }
    const expected = await runWorld(createReferenceKernel, world)
    assertSame(await runWorld(createWasmKernel, world), expected)
  })
})
