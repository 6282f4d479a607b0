/**
 * Where numbers have to be the same in every engine, only those functions of the engine are used that have one right
 * answer: the others differ in the last bit. `engine/math` has its own of them.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from './project.ts'

/** A room that is not there yet has no faults. */
const ROOMS = ['engine/math', 'engine/search', 'engine/learning']

/** What ECMAScript defines to the last bit. */
const EXACT = new Set([
  ...[
    'abs',
    'ceil',
    'clz32',
    'floor',
    'fround',
    'imul',
    'max',
    'min',
    'round',
    'sign',
    'sqrt',
    'trunc',
  ],
  ...['E', 'LN10', 'LN2', 'LOG10E', 'LOG2E', 'PI', 'SQRT1_2', 'SQRT2'],
])

/** The parts of a text that are no function with one right answer; only powers of two are. */
function findFaults(text: string): string[] {
  const code = text.replace(/\/\*.*?\*\//gs, '').replace(/\/\/.*/g, '')
  const named = [...code.matchAll(/\bMath\.(\w+)|\bMath\b/g)]
    .filter(([, name]) => name === undefined || !EXACT.has(name))
    .map(([whole]) => whole)
  const taken = [...code.matchAll(/\{([^{}]*)\} = Math\b/g)].flatMap(([, names]) =>
    names!.split(',').map((name) => name.trim()),
  )
  const powers = [...code.matchAll(/(\S+) \*\* \S+/g)]
    .filter(([, base]) => !/(^|[([])2n?$/.test(base!))
    .map(([whole]) => whole)
  const isTaken = taken.length > 0 && taken.every((name) => EXACT.has(name))
  return [...named.filter((whole) => whole !== 'Math' || !isTaken), ...powers]
}

const files = ROOMS.filter((room) => existsSync(join(ROOT, room))).flatMap((room) =>
  readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/[.-]test\.ts$/.test(file))
    .map((file) => `${room}/${file}`),
)

test('no number of a search or of a training depends on the engine that runs it', () => {
  const faults = files.map((file) => [file, findFaults(readFileSync(join(ROOT, file), 'utf8'))])
  expect(faults.filter(([, found]) => found!.length > 0)).toEqual([])
})

test.each([
  ['Math.exp(x)', ['Math.exp']],
  ['const { log } = Math', ['Math']],
  ['Math["pow"](x, y)', ['Math']],
  ['10 ** k + Math.random()', ['Math.random', '10 ** k']],
  ['x ** 2', ['x ** 2']],
  ['(2 ** 53) * Math.sqrt(2n ** 64n)', []],
  ['const { LN2 } = Math // Math.log(2)', []],
])('%s is found to be %j', (code, faults) => {
  expect(findFaults(code)).toEqual(faults)
})
