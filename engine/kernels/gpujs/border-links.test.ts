import { expect, test } from 'vitest'
import { buildBorderedGrid } from '../../forge/gpujs/bordered-grid.ts'
import { BOX, TORUS } from '../../lattice/topology.ts'
import { createProgramBuilder } from '../../rules/program/program-builder.ts'
import { buildBorderLinks } from './border-links.ts'

/** The grid of a 3 x 2 world whose program looks one cell to the sides and none up or down. */
function buildGrid() {
  const builder = createProgramBuilder({ dimensions: 1, states: 2 })
  const sides = builder.partition({
    kind: 'neighborhood',
    neighborhood: { kind: 'named', name: 'elementary' },
    withCenter: false,
  })
  const program = builder.finish(builder.site(sides, 0))
  return buildBorderedGrid(program, { x: 3, y: 2, z: 1 })
}

test('sites beyond a box are no cells', () => {
  expect([...buildBorderLinks(buildGrid(), BOX)]).toEqual([-1, 0, 1, 2, -1, -1, 3, 4, 5, -1])
})

test('sites beyond the edge of a torus are cells of the other side', () => {
  expect([...buildBorderLinks(buildGrid(), TORUS)]).toEqual([2, 0, 1, 2, 0, 5, 3, 4, 5, 3])
})

test('the border is as wide as the program reaches, along each axis', () => {
  expect(buildGrid()).toMatchObject({ reach: { x: 1, y: 0, z: 0 }, origin: 1, length: 10 })
})
