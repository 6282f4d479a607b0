import { recognizeForm } from '../../../rules/program/recognize-form.ts'
import { describeKernelConformance } from '../../../testing/kernel-conformance.ts'
import { KernelUnsupportedError } from '../../errors.ts'
import type { KernelSetup } from '../../kernel.ts'
import { assertSetup } from '../../setup-check.ts'
import { createByteLaneKernel } from './byte-lane-kernel.ts'

function create(setup: KernelSetup) {
  assertSetup(setup)
  const form = recognizeForm(setup.rule.program)
  if (form.kind === 'general') {
    throw new KernelUnsupportedError({ backend: 'wasm', rule: setup.rule.canonical, reason: 'no' })
  }
  return createByteLaneKernel(setup, form)
}

describeKernelConformance('byte-lane', create, 100)
