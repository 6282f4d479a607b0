import { globSync } from 'node:fs'
import { expect, test } from 'vitest'
import { lintFiles, lintSource } from './lint-events.ts'
import { ROOT } from './project.ts'

const NAMES = new Set(['ca.run.started', 'bit.spawned'])

test('all that ships publishes by publishEvent, under names that are registered', () => {
  const files = globSync('{engine,server,viewer}/**/*.{ts,tsx}', { cwd: ROOT })
  const shipped = files.filter((file) => !/test\.tsx?$|\/testing\//.test(file))
  expect(shipped.length).toBeGreaterThan(500)
  expect(lintFiles(ROOT, shipped)).toEqual([])
})

test.each([
  ["bus.emit({ type: 'bit.spawned' })", 'not by emit'],
  ["this.#bus?.emit('ca.run.started')", 'not by emit'],
  ['target.dispatchEvent(new Event("x"))', 'not by dispatchEvent'],
  ["bus.publishEvent({ type: 'bit.born', tick })", 'bit.born is registered nowhere'],
  [
    'await bus.publishEvent({ name: `ca.run.begun`, data: {} }, cause)',
    'ca.run.begun is registered nowhere',
  ],
  ["telemetry?.publishEvent({ ...rest, name: 'x' })", 'x is registered nowhere'],
  ['ledger.append({ key, event })', 'past the bus'],
  ["if (a) { for (;;) log.append({ event: {}, key: 'k' }) }", 'past the bus'],
])('%s is found', (line, problem) => {
  const faults = lintSource('engine/qa/planted.ts', `\n\n${line}\n`, NAMES)
  expect(faults).toEqual([
    { file: 'engine/qa/planted.ts', line: 3, problem: expect.stringContaining(problem) },
  ])
})

test.each([
  ["bus.publishEvent({ type: 'bit.spawned', tick })", 'engine/qa/planted.ts'],
  ['bus.publishEvent(describe(run))', 'engine/qa/planted.ts'],
  ['lines.append(event)', 'engine/qa/planted.ts'],
  ["// bus.emit({})\nconst text = 'bus.emit({})'", 'engine/qa/planted.ts'],
  ['log.append({ key, event })', 'server/events/planted.ts'],
])('%s is let be in %s', (line, file) => {
  expect(lintSource(file, line, NAMES)).toEqual([])
})
