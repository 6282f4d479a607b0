import { expect, test } from 'vitest'
import { rotate } from './operations/attention.ts'
import { buildRotation, INTERPOLATIONS, rotaryFrequencies } from './rotary.ts'
import { Tape } from './tape.ts'

test('frequencies are powers of 10000, as published', () => {
  const plain = [...rotaryFrequencies(4, 'none', 3, 16)]
  for (const [i, frequency] of plain.entries()) {
    expect(frequency / 10_000 ** ((-2 * i) / 8)).toBeCloseTo(1, 13)
  }
})

test('pressing positions together slows every pair by the stretch', () => {
  const plain = rotaryFrequencies(4, 'none', 3, 16)
  expect([...rotaryFrequencies(4, 'position', 3, 16)]).toEqual([...plain].map((f) => f / 3))
})

test('a larger base leaves the fastest pair alone and slows the slowest by the stretch', () => {
  const plain = rotaryFrequencies(4, 'none', 3, 16)
  const ntk = rotaryFrequencies(4, 'ntk', 3, 16)
  expect(ntk[0]).toBe(plain[0])
  expect(ntk[3]! / plain[3]!).toBeCloseTo(1 / 3, 12)
})

test('YaRN leaves pairs alone that turn 32 times in the trained length, and slows those that turn less than once', () => {
  const plain = rotaryFrequencies(8, 'none', 4, 4096)
  const yarn = rotaryFrequencies(8, 'yarn', 4, 4096)
  for (const [i, frequency] of plain.entries()) {
    const turns = (4096 * frequency) / (2 * Math.PI)
    if (turns > 32) expect(yarn[i]).toBe(frequency)
    else if (turns < 1) expect(yarn[i]).toBe(frequency / 4)
    else expect(yarn[i]! < frequency && yarn[i]! > frequency / 4).toBe(true)
  }
})

test('nothing is interpolated at the trained length', () => {
  const [plain, ...others] = INTERPOLATIONS.map((kind) => buildRotation(4, kind, 16, 16))
  for (const other of others) expect(other).toEqual(plain)
})

test('the product of a turned query and a turned key depends on how far apart they are alone', () => {
  const rotation = buildRotation(2, 'none', 12, 12)
  const query = [0.3, -1.2, 0.7, 0.1]
  const key = [-0.4, 0.9, 1.5, -0.6]
  const turned = (row: readonly number[]) => {
    const tape = new Tape(false)
    const rows = tape.create(12, 4)
    for (let i = 0; i < 12; i++) rows.values.set(row, 4 * i)
    return rotate(tape, rows, rotation, 12, 12).values
  }
  const [queries, keys] = [turned(query), turned(key)]
  const product = (i: number, j: number) =>
    [0, 1, 2, 3].reduce((sum, k) => sum + queries[4 * i + k]! * keys[4 * j + k]!, 0)
  for (let apart = 0; apart < 11; apart++) {
    for (let i = apart; i < 12; i++)
      expect(product(i, i - apart)).toBeCloseTo(product(apart, 0), 12)
  }
  expect(product(3, 0)).not.toBeCloseTo(product(2, 0), 3)
})
