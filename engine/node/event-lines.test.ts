import { execFileSync } from 'node:child_process'
import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { FileAccessError } from './errors.ts'
import { EventLines } from './event-lines.ts'

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'thunderline-events-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

function openLines(path: string): EventLines {
  const lines = EventLines.open(path)
  onTestFinished(() => lines.close())
  return lines
}

test('each event is there at once as a line of its own, behind what was there', () => {
  const path = join(makeFolder(), 'events.jsonl')
  writeFileSync(path, '{"old":1}\n')
  const lines = openLines(path)
  lines.append({ name: 'a\nb' })
  expect(readFileSync(path, 'utf8')).toBe('{"old":1}\n{"name":"a\\nb"}\n')
  lines.append({ name: 'ü' })
  expect(readFileSync(path, 'utf8').split('\n').slice(2)).toEqual(['{"name":"ü"}', ''])
})

test('several writers of one file lose and mix nothing', () => {
  const path = join(makeFolder(), 'events.jsonl')
  const writers = [openLines(path), openLines(path), openLines(path)]
  for (let n = 0; n < 300; n++) writers[n % 3]!.append({ n })
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line).n)).toEqual(Array.from(lines, (_, n) => n))
  expect(lines).toHaveLength(300)
})

test('a line that a killed writer left half done stays alone', () => {
  const path = join(makeFolder(), 'events.jsonl')
  writeFileSync(path, '{"whole":1}\n{"ha')
  openLines(path).append({ next: 1 })
  expect(readFileSync(path, 'utf8')).toBe('{"whole":1}\n{"ha\n{"next":1}\n')
})

test.each([
  ['a folder', '', /folder/],
  ['a folder that is not there', 'none/events.jsonl', /no such file or folder/],
])('%s is refused', (_what, name, reason) => {
  const path = join(makeFolder(), name)
  expect(() => EventLines.open(path)).toThrow(FileAccessError)
  expect(() => EventLines.open(path)).toThrow(reason)
})

test.skipIf(process.platform === 'win32')(
  'a pipe that nobody reads is refused, and one that is full loses events instead of waiting',
  () => {
    const path = join(makeFolder(), 'pipe')
    execFileSync('mkfifo', [path])
    expect(() => EventLines.open(path)).toThrow(FileAccessError)
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    onTestFinished(() => closeSync(reader))
    const lines = openLines(path)
    const event = { text: 'x'.repeat(1000) }
    expect(() => {
      for (let n = 0; n < 10_000; n++) lines.append(event)
    }).toThrow(FileAccessError)
  },
)
