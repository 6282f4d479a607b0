/** One tick of a program on a row of cells, for tests of what becomes of chosen numbers. */
import type { CreateKernel } from '../kernels/kernel.ts'
import { BOX } from '../lattice/topology.ts'
import type { RuleProgram } from '../rules/program/program.ts'
import { validateProgram } from '../rules/program/validate-program.ts'
import { ruleOf } from './programs.ts'

/** What a row starts from; cells and parameters that are left out are 0. */
export interface RowInput {
  readonly cells?: readonly number[]
  /** Values of each parameter, by name. */
  readonly parameters?: Readonly<Record<string, readonly number[]>>
  readonly tick?: number
  readonly seed?: bigint
}

/** The next value of every component but the state, in order, after one tick in a box. */
export async function runRow(
  createKernel: CreateKernel,
  program: RuleProgram,
  { cells = [], parameters = {}, tick = 0, seed = 0n }: RowInput,
): Promise<readonly (readonly number[])[]> {
  const length = Math.max(1, cells.length, ...Object.values(parameters).map((row) => row.length))
  const kernel = await createKernel({
    size: { x: length, y: 1, z: 1 },
    topology: BOX,
    rule: ruleOf(validateProgram(program)),
    seed,
  })
  const padded = new Uint8Array(length)
  padded.set(cells)
  await kernel.write(padded, tick)
  for (const [name, values] of Object.entries(parameters)) {
    const plane = new Int32Array(length)
    plane.set(values)
    await kernel.writePlane({ kind: 'parameter', name }, plane)
  }
  await kernel.advance(1)
  const rows: number[][] = []
  for (const name of program.components) {
    const into = new Int32Array(length)
    await kernel.readPlane({ kind: 'component', name }, into)
    rows.push([...into])
  }
  kernel.dispose()
  return rows
}
