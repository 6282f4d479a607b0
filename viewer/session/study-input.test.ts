import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isRecordText, isStudyText, sortStudyFiles } from './study-input.ts'

const SCENARIOS = join(import.meta.dirname, '../../scenarios')
const textsIn = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))

const named = (name: string, text: string) => ({ name, bytes: new TextEncoder().encode(text) })

const RECORD = '{"kind":"study","version":1}\n'

test('studies are told from scenarios, and records from both', () => {
  for (const text of textsIn(join(SCENARIOS, 'studies'))) expect(isStudyText(text)).toBe(true)
  for (const text of textsIn(SCENARIOS)) expect(isStudyText(text)).toBe(false)
  expect(isStudyText('{"version": 1, "space": [], "objectives": []}')).toBe(true)
  expect(isRecordText(RECORD)).toBe(true)
  expect(isRecordText('{"op_code": 0, "worker_id": "a"}\n')).toBe(true)
  expect(isRecordText('{"kind":"event"}')).toBe(false)
})

test('of files that are handed in together each is what it is', () => {
  const [study] = textsIn(join(SCENARIOS, 'studies'))
  const [scenario] = textsIn(SCENARIOS)
  const sorted = sortStudyFiles([
    named('a/world.yaml', scenario!),
    named('b.jsonl', RECORD),
    named('c.yaml', study!),
  ])
  expect(sorted.study?.text).toBe(study)
  expect(Object.keys(sorted.study?.files ?? {})).toEqual(['world.yaml'])
  expect(new TextDecoder().decode(sorted.record)).toBe(RECORD)
  expect(sortStudyFiles([named('world.yaml', scenario!)])).toEqual({
    study: undefined,
    record: undefined,
  })
})
