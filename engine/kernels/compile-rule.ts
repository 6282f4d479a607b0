/** Rules compiled to what can be kept: the program itself, or code of a back end for one world. */
import { writeStepCode } from '../forge/gpujs/step-code.ts'
import { canonicalJson } from '../json/canonical-json.ts'
import { assertSize, countCells, type Size } from '../lattice/size.ts'
import { TORUS } from '../lattice/topology.ts'
import type { CompileTarget } from '../resources/build.ts'
import { parseRule } from '../rules/parse-rule.ts'
import { optimizeProgram } from '../rules/program/optimize-program.ts'
import { recognizeForm } from '../rules/program/recognize-form.ts'
import { hashProgram, serializeProgram } from '../rules/program/serialize-program.ts'
import type { Rule, RuleWorld } from '../rules/rule.ts'
import { CompileWorldError, KernelUnsupportedError } from './errors.ts'
import type { KernelSetup } from './kernel.ts'
import { assertSetup } from './setup-check.ts'
import { buildSlicedModule } from './wasm/bit-sliced/sliced-module.ts'
import { planSlices, SLICED_LIMITS } from './wasm/bit-sliced/sliced-plan.ts'
import { compileLanes } from './wasm/int-lanes/lane-world.ts'
import { latticeOfRule } from './wasm/int-lanes/rule-lattice.ts'

/** Worlds whose borders are listed in code or beside it take time by their size. */
const MAX_COMPILE_CELLS = 2 ** 24

/** What is to be compiled. */
export interface CompileOrder {
  /** A rule as somebody wrote it. */
  readonly rule: string
  readonly target: CompileTarget
  /** Cells along the axes of the rule; where that is absent, its suffix has to say it. */
  readonly size?: readonly number[] | undefined
}

/** A rule that was read. */
export interface ReadRule {
  readonly canonical: string
  /** SHA-256 of the canonical text of its program. */
  readonly programSha256: string
}

/** What was made of it. */
export interface CompiledRule {
  readonly mediaType: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Reads a rule, and finds what its program is known by. @throws what `parseRule` throws. */
export async function readRuleToCompile({ rule: text }: CompileOrder): Promise<ReadRule> {
  const { rule } = parseRule(text)
  return { canonical: rule.canonical, programSha256: await hashProgram(rule.program) }
}

/**
 * Compiles a rule. The same order gives the same bytes.
 *
 * @throws what `parseRule` throws, and {@link CompileWorldError} for a world that is not told, or is none of the rule.
 * @throws {KernelUnsupportedError | ExactRangeError | GpuJsLimitError} where the back end cannot run the rule there.
 */
export function compileRule({ rule: text, target, size: sides }: CompileOrder): CompiledRule {
  const { rule, world } = parseRule(text)
  switch (target) {
    case 'reference':
      return { mediaType: 'application/json', bytes: encode(serializeProgram(rule.program)) }
    case 'wasm':
      return { mediaType: 'application/wasm', bytes: compileWasm(setupOf(rule, sides, world)) }
    case 'gpujs':
      return {
        mediaType: 'application/json',
        bytes: encode(compileGpuJs(setupOf(rule, sides, world))),
      }
    default:
      return target satisfies never
  }
}

const encode = (text: string) => new TextEncoder().encode(text)

/** Bits where the rule has a form for them, else lanes of whole numbers, which take any program. */
function compileWasm(setup: KernelSetup): Uint8Array<ArrayBuffer> {
  const form = recognizeForm(setup.rule.program)
  if (form.kind === 'counting' || form.kind === 'configuration') {
    try {
      return buildSlicedModule(planSlices(setup, form, SLICED_LIMITS))
    } catch (error) {
      if (!(error instanceof KernelUnsupportedError)) throw error
    }
  }
  const { rule, ...world } = setup
  const lattice = latticeOfRule(rule.program)
  return compileLanes({ ...world, lattice, name: rule.canonical }).generated.bytes
}

function compileGpuJs({ rule, size }: KernelSetup): string {
  const { components, channels } = writeStepCode(optimizeProgram(rule.program), size)
  const toJson = (code: (typeof components)[number]) => ({
    ...{ source: code.source, length: code.length, arguments: [...code.arguments] },
    literals: Object.fromEntries(code.literals),
    numbers: [...code.numbers],
  })
  return canonicalJson(
    {
      components: components.map(toJson),
      channels: [...channels].map(([channel, code]) => ({ channel, ...toJson(code) })),
    },
    { maxChars: MAX_CODE_CHARS },
  )
}

const MAX_CODE_CHARS = 2 ** 25

function setupOf(
  rule: Rule,
  sides: readonly number[] | undefined,
  world: RuleWorld | undefined,
): KernelSetup {
  const { dimensions } = rule
  const refuse = (problem: string) => new CompileWorldError({ rule: rule.canonical, problem })
  if (sides === undefined && world === undefined) throw refuse('no size is told')
  if (sides !== undefined && sides.length !== dimensions) {
    throw refuse(`${sides.length} sides are told, and it has ${dimensions}`)
  }
  const [x = 1, y = 1, z = 1] = sides ?? []
  const size: Size = sides === undefined ? world!.size : { x, y, z }
  // Sides of 0 are without an end.
  if (size.x * size.y * size.z === 0)
    throw refuse('it has no end, and code is made for one that has')
  assertSize(size)
  if (countCells(size) > MAX_COMPILE_CELLS) {
    throw refuse(`it has more than ${MAX_COMPILE_CELLS} cells`)
  }
  const setup = { size, topology: world?.topology ?? TORUS, rule, seed: 0n }
  assertSetup(setup)
  return setup
}
