import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../../../scripts/project.ts'
import { placeTerms, TERM_HEIGHT, TERM_WIDTH } from './place-terms.ts'
import { TERMS } from './terms.ts'

/** All words that the plan of the first day explains. */
const PLANNED = [
  ...[
    'Thunderblock',
    'Thundervine',
    'Thundervault',
    'Thundergrid',
    'PAC',
    'Thunderbit',
    'Thunderbolt',
  ],
  ...['Thunderchief', 'Thunderflow', 'Thundercom', 'Thunderlink', 'ThunderCrown', 'ThunderGate'],
  ...[
    'Thundersec',
    'Thunderjam',
    'Cerebros',
    'Bumblebee / NX',
    'Rose Tree Parzen Estimator',
    'K-GAM',
  ],
  ...['iROPE', 'Thunderbeat', 'Thundergrid zone', 'Lineage stream'],
]

test('each planned word is on the map, once', () => {
  const names = TERMS.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  expect(PLANNED.filter((name) => !names.includes(name))).toEqual([])
})

test('each folder is there, each link leads to a term, and no term stands alone', () => {
  const missing = TERMS.filter(
    ({ folder }) => folder !== undefined && !existsSync(join(ROOT, folder)),
  )
  expect(missing.map(({ name, folder }) => [name, folder])).toEqual([])
  const ids = new Set(TERMS.map(({ id }) => id))
  const linked = new Set(TERMS.flatMap(({ id, links }) => (links.length > 0 ? [id] : [])))
  for (const { links } of TERMS) {
    for (const [, id] of links) {
      expect(ids).toContain(id)
      linked.add(id)
    }
  }
  expect([...ids].filter((id) => !linked.has(id))).toEqual([])
})

test('no two terms lie on one another, and all lie on the map', () => {
  const { terms, width, height } = placeTerms(TERMS)
  for (const [i, a] of terms.entries()) {
    expect(a.x + TERM_WIDTH).toBeLessThanOrEqual(width)
    expect(a.y + TERM_HEIGHT).toBeLessThanOrEqual(height)
    for (const b of terms.slice(i + 1)) {
      const isApart = Math.abs(a.x - b.x) >= TERM_WIDTH || Math.abs(a.y - b.y) >= TERM_HEIGHT
      expect(isApart, `${a.term.name} and ${b.term.name}`).toBe(true)
    }
  }
})
