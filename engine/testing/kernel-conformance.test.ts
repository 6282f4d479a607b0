import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCpuKernel } from '../kernels/cpu/cpu-kernel.ts'
import type { CreateKernel, Kernel, KernelSetup } from '../kernels/kernel.ts'
import { buildNeighborhood, type NeighborhoodSpec } from '../lattice/neighborhood.ts'
import { BOX, TORUS } from '../lattice/topology.ts'
import { buildConfigurationProgram, buildCountingProgram } from '../rules/program/build-program.ts'
import type { NextRow, ProgramForm } from '../rules/program/program-form.ts'
import { recognizeForm } from '../rules/program/recognize-form.ts'
import { agreesWithReference } from './kernel-cases.ts'

/** A kernel that is right but for what `fault` makes of its setup. */
const withSetup =
  (fault: (setup: KernelSetup) => KernelSetup): CreateKernel =>
  (setup) =>
    createCpuKernel(fault(setup))

/** A kernel of a rule whose form is not quite that of the setup. */
const withForm = (fault: (form: ProgramForm) => ProgramForm) =>
  withSetup((setup) => {
    const form = recognizeForm(setup.rule.program)
    const faulty = fault(form)
    if (faulty === form) return setup
    if (faulty.kind !== 'counting' && faulty.kind !== 'configuration') return setup
    const build = faulty.kind === 'counting' ? buildCountingProgram : buildConfigurationProgram
    return { ...setup, rule: { ...setup.rule, program: build(faulty) } }
  })

/** A row with one entry other than it should be. */
function flipOne(row: NextRow, index: number): NextRow {
  if (typeof row === 'number') return row
  const flipped = row.slice()
  flipped[index % row.length] = flipped[index % row.length] === 0 ? 1 : 0
  return flipped
}

const flipRow = (rows: readonly NextRow[], own: number, index: number) =>
  rows.map((row, state) => (state === own ? flipOne(row, index) : row))

/** A kernel of which one bit of one cell is wrong after a single tick. */
const flipsOneCell: CreateKernel = async (setup) => {
  const kernel: Kernel = await createCpuKernel(setup)
  return {
    backend: kernel.backend,
    write: (cells, tick, firstCell) => kernel.write(cells, tick, firstCell),
    advance: (ticks) => kernel.advance(ticks),
    read: async (into) => {
      await kernel.read(into)
      into[into.length - 1]! ^= 1
    },
    writePlane: (plane, values) => kernel.writePlane(plane, values),
    readPlane: (plane, into) => kernel.readPlane(plane, into),
    dispose: () => kernel.dispose(),
  }
}

/** The neighborhood as a list of the offsets of even sites. */
function listedAs(spec: NeighborhoodSpec): NeighborhoodSpec {
  const { dimensions, offsets } = buildNeighborhood(spec)
  const list = Array.from(
    { length: offsets.length / 3 },
    (_, i) => [offsets[3 * i]!, offsets[3 * i + 1]!, offsets[3 * i + 2]!] as const,
  )
  return { kind: 'offsets', dimensions, offsets: list }
}

const faults: Record<string, CreateKernel> = {
  'the last cell is wrong': flipsOneCell,
  'a torus has no edges to meet': withSetup((setup) =>
    setup.topology === TORUS ? { ...setup, topology: BOX } : setup,
  ),
  'a shift goes the wrong way': withSetup((setup) =>
    setup.topology.kind === 'shifted-torus'
      ? { ...setup, topology: { ...setup.topology, shiftCells: -setup.topology.shiftCells } }
      : setup,
  ),
  'a Klein bottle forgets its shift': withSetup((setup) =>
    setup.topology.kind === 'klein'
      ? { ...setup, topology: { ...setup.topology, shiftCells: 0 } }
      : setup,
  ),
  'one count survives that should not, or does not that should': withForm((form) =>
    form.kind === 'counting' ? { ...form, rows: flipRow(form.rows, 1, form.neighbors >> 1) } : form,
  ),
  'one configuration leads elsewhere': withForm((form) =>
    form.kind === 'configuration' ? { ...form, rows: flipRow(form.rows, 0, 5) } : form,
  ),
  'a tetrahedral lattice has one kind of site': withForm((form) =>
    form.kind === 'counting' && form.neighborhood.kind === 'named'
      ? { ...form, neighborhood: listedAs(form.neighborhood) }
      : form,
  ),
  'a diamond is a cell too small': withForm((form) => {
    if (form.kind !== 'counting' || form.neighborhood.kind !== 'diamond') return form
    const whole = listedAs(form.neighborhood)
    if (whole.kind !== 'offsets') return form
    return {
      ...form,
      neighborhood: { ...whole, offsets: whole.offsets.slice(0, -1) },
      rows: form.rows.map((row) => (typeof row === 'number' ? row : row.slice(0, -1))),
    }
  }),
}

test.each(Object.entries(faults))('a kernel in which %s does not pass', async (_, faulty) => {
  const outcome = await fc.check(agreesWithReference(faulty), { numRuns: 2000 })
  expect(outcome.failed).toBe(true)
})
