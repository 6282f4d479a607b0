import { expect, test } from 'vitest'
import { openStudy } from '../node/open-study.ts'
import { AUTOMATON_STUDY, commandStudy } from '../testing/study-documents.ts'
import { openPageStudy } from './open-page-study.ts'

const open = (document: unknown, files: Readonly<Record<string, Uint8Array>> = {}) =>
  openPageStudy({ text: JSON.stringify(document), files })

const WORLD =
  'version: 1\nname: W\nworld: { size: [8, 8] }\nrule: B3/S23\ninitial: [{ soup: { density: 90 } }]\n'
const EXPECTED = `${WORLD}expect: [{ tick: 0, population: 5 }]\n`

const {
  size: _size,
  rule: _rule,
  ...objective
} = AUTOMATON_STUDY.objective as Record<string, unknown>
const OF_A_FILE = {
  ...AUTOMATON_STUDY,
  objective: { ...objective, scenario: 'worlds/w.yaml' },
}

test('a study has the hash in a page that it has on the command line', async () => {
  const { id } = await openStudy(AUTOMATON_STUDY, '.', { allowsCommands: true })
  expect((await open(AUTOMATON_STUDY)).id).toBe(id)
})

test('a scenario is known by its path or its name, and what it expects is no part of the hash', async () => {
  const bytesOf = (text: string) => new TextEncoder().encode(text)
  const [byPath, byName, expecting] = await Promise.all([
    open(OF_A_FILE, { 'worlds/w.yaml': bytesOf(WORLD) }),
    open(OF_A_FILE, { 'w.yaml': bytesOf(WORLD) }),
    open(OF_A_FILE, { 'w.yaml': bytesOf(EXPECTED) }),
  ])
  expect(byName.id).toBe(byPath.id)
  expect(expecting.id).toBe(byPath.id)
  const other = await open(OF_A_FILE, { 'w.yaml': bytesOf(WORLD.replace('90', '91')) })
  expect(other.id).not.toBe(byPath.id)
  await expect(open(OF_A_FILE)).rejects.toMatchObject({ code: 'study/file-missing' })
})

test('a study of a program is refused by name', async () => {
  await expect(open(commandStudy(['x']))).rejects.toThrow(
    'objective.kind: starts programs, which only the command line may',
  )
})
