import { expect, test } from 'vitest'
import { type PaletteEntry, rankEntries } from './rank-entries.ts'

const entry = (group: string, title: string, about = ''): PaletteEntry => ({
  ...{ id: title, group, title, about, choose: () => undefined },
})

const ENTRIES = [
  entry('Time', 'One tick'),
  entry('Time', 'Back to the start'),
  entry('Panels', 'Record of the server'),
  entry('Scenarios', 'Clock towers', 'Ticks are counted by towers'),
  entry('Scenarios', 'Recorder'),
]

const shown = (wish: string, recent: readonly string[] = []) =>
  rankEntries(ENTRIES, wish, recent).map(({ title, entries }) => [
    title,
    ...entries.map((ranked) => ranked.entry.title),
  ])

test('without a wish all are shown, those chosen last first and only there', () => {
  expect(shown(' ', ['Recorder', 'gone', 'One tick'])).toEqual([
    ['Recent', 'Recorder', 'One tick'],
    ['Time', 'Back to the start'],
    ['Panels', 'Record of the server'],
    ['Scenarios', 'Clock towers'],
  ])
})

test('with a wish the best group comes first, and no group is empty', () => {
  expect(shown('record')).toEqual([
    ['Panels', 'Record of the server'],
    ['Scenarios', 'Recorder'],
  ])
  expect(shown('rec', ['Recorder'])[0]).toEqual(['Scenarios', 'Recorder'])
  expect(shown('nothing like it')).toEqual([])
})

test('what is told beside a title finds it too, behind those whose title it is', () => {
  expect(shown('ticks')).toEqual([['Scenarios', 'Clock towers']])
  expect(shown('tick')[0]).toEqual(['Time', 'One tick'])
  expect(shown('scenarios clock')).toEqual([['Scenarios', 'Clock towers']])
})

test('the places of the title that fit are marked', () => {
  expect(rankEntries(ENTRIES, 'ck tow', [])[0]?.entries[0]?.marks).toEqual([3, 4, 6, 7, 8])
})
