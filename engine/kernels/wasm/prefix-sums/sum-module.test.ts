import { expect, test } from 'vitest'
import { parseRule } from '../../../rules/parse-rule.ts'
import { recognizeForm } from '../../../rules/program/recognize-form.ts'
import { disassemble } from '../../../testing/wasm-text.ts'
import { generateSumModule } from './sum-module.ts'
import { planSums } from './sum-plan.ts'
import { findSumShape } from './sum-shape.ts'

test.each([
  'R5,C0,M1,S34..58,B34..45,NM',
  'R70,C4,M1,S3400..5800,B3400..4500,NM',
  'R300,C0,M1,S34000..58000,B34000..45000,NN',
  'R20,C9,M1,S340..580,B340..450,NC',
])('the module of %s is valid to another reader', (notation) => {
  const form = recognizeForm(parseRule(notation).rule.program)
  if (form.kind !== 'counting') throw new Error('not a rule of counts')
  const shape = findSumShape(form.neighborhood)!
  for (const isTorus of [true, false]) {
    const { bytes } = generateSumModule(planSums({ x: 30, y: 20, z: 2 }, isTorus, form, shape), 2)
    expect(disassemble(bytes)).toContain('(export "serve"')
  }
})
