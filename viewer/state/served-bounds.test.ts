import { expect, test } from 'vitest'
import { keepsBounds, readBounds } from './served-bounds.ts'

const STUDY = {
  objectives: [{ name: 'error', direction: 'minimize', atMost: 0.5 }, { name: 'speed' }],
  constraints: [{ name: 'alive', atLeast: 2 }],
}

test('bounds of objectives and of what else is measured decide, with files beside the study or none', () => {
  for (const document of [STUDY, { study: STUDY, files: { 'a.yaml': '' } }]) {
    const bounds = readBounds(JSON.stringify(document))
    expect(keepsBounds(bounds, [0.5, 9], { alive: 2 })).toBe(true)
    expect(keepsBounds(bounds, [0.6, 9], { alive: 2 })).toBe(false)
    expect(keepsBounds(bounds, [0.5, 9], { alive: 1 })).toBe(false)
    // One that is broken decides, whatever is not known of others.
    expect(keepsBounds(bounds, [0.6, 9], {})).toBe(false)
    expect(keepsBounds(bounds, [0.5, 9], {})).toBeUndefined()
  }
})

test('of a document that is no study nothing is known', () => {
  for (const text of ['', '{', '[]', '{"objectives":[{"name":"a","atMost":"1"}]}']) {
    expect(keepsBounds(readBounds(text), [1], {})).toBeUndefined()
  }
})
