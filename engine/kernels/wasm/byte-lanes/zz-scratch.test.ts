import fc from 'fast-check'
import { test } from 'vitest'
import { recognizeForm } from '../../../rules/program/recognize-form.ts'
import { agreesWithReference } from '../../../testing/kernel-conformance.ts'
import { createByteLaneKernel } from './byte-lane-kernel.ts'
const kinds: Record<string, number> = {}
test('x', () => fc.assert(agreesWithReference((setup) => {
  const form = recognizeForm(setup.rule.program)
  if (form.kind === 'general') throw new Error('x')
  const k = form.kind + ' ' + (form.neighborhood.kind === 'named' ? form.neighborhood.name : form.neighborhood.kind) 
  kinds[k] = (kinds[k] ?? 0) + 1
  const t = 't ' + setup.topology.kind
  kinds[t] = (kinds[t] ?? 0) + 1
  return createByteLaneKernel(setup, form)
}), { numRuns: 6000 }).then(() => console.log(kinds)), 300000)
