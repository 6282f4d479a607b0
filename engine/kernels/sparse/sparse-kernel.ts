/**
 * The sparse kernel: worlds without an end, in chunks that come and go with what is in them.
 *
 * Chunks in which nothing has changed are not computed, so a tick costs what happens in it and not
 * what is there.
 */
import { isBitForm } from '../../forge/bit-step.ts'
import { reachOf } from '../../lattice/neighborhood.ts'
import { assertWorldSize, isUnbounded } from '../../lattice/size.ts'
import type { ProgramForm } from '../../rules/program/program-form.ts'
import { assertProgramTopology } from '../../rules/program/program-topology.ts'
import { recognizeForm } from '../../rules/program/recognize-form.ts'
import { validateProgram } from '../../rules/program/validate-program.ts'
import { KernelUnsupportedError } from '../errors.ts'
import { planesOf } from '../program-planes.ts'
import type { UnboundedKernel, UnboundedSetup } from '../unbounded-kernel.ts'
import { createBackgroundRule } from './background-rule.ts'
import { createBitChunkKernel } from './bit-chunks/bit-chunk-kernel.ts'
import { createBenchStepper } from './byte-chunks/bench-stepper.ts'
import { createByteChunkKernel } from './byte-chunks/byte-chunk-kernel.ts'
import { isPlaceless, reachOfProgram } from './byte-chunks/chunk-stepper.ts'
import { createProgramStepper } from './byte-chunks/program-stepper.ts'

/** Bytes the state may take where the setup does not say. */
const DEFAULT_MAX_BYTES = 2 ** 30

/**
 * Builds a sparse kernel of an empty world at tick 0.
 *
 * @throws {KernelUnsupportedError} when the world has an end along every axis or is a surface, when
 * cells have more than a state, or when empty space does not stay in one state.
 * @throws {SizeError | TopologyError | ProgramError} when size, topology or program is at fault.
 */
export function createSparseKernel(setup: UnboundedSetup): UnboundedKernel {
  const { size, topology, rule, maxBytes = DEFAULT_MAX_BYTES } = setup
  assertWorldSize(size)
  validateProgram(rule.program)
  const refusal = findSparseRefusal(setup)
  if (refusal !== undefined) {
    const { canonical } = rule
    throw new KernelUnsupportedError({ backend: 'sparse', rule: canonical, reason: refusal })
  }
  assertProgramTopology(size, topology, rule.program)
  const background = createBackgroundRule(setup)
  const form = recognizeForm(rule.program)
  if (rule.states === 2 && isNear(form) && isBitForm(form)) {
    return createBitChunkKernel(setup, form, background, maxBytes)
  }
  const reach = reachOfProgram(rule.program)
  const stepChunk = isPlaceless(rule.program)
    ? createBenchStepper(setup, reach)
    : createProgramStepper(rule.program, setup.seed, reach)
  return createByteChunkKernel(setup, background, stepChunk, maxBytes)
}

/** Why the sparse kernel cannot run a setup, without a full stop; undefined where it seems to. */
export function findSparseRefusal({ size, topology, rule }: UnboundedSetup): string | undefined {
  if (!isUnbounded(size)) return 'it runs worlds without an end, and this one has one'
  if (topology.kind !== 'box' && topology.kind !== 'torus') {
    return `a world without an end is a box or a torus along its other axes, not a ${topology.kind}`
  }
  return planesOf(rule.program).length > 0
    ? 'it keeps one state a cell, and no fields, parameters or other components'
    : undefined
}

/** Tells whether a form is by neighbors that touch the cell. */
function isNear(
  form: ProgramForm,
): form is Extract<ProgramForm, { kind: 'counting' | 'configuration' }> {
  if (form.kind !== 'counting' && form.kind !== 'configuration') return false
  const reach = reachOf(form.neighborhood)
  return Math.max(reach.x, reach.y, reach.z) <= 1
}
