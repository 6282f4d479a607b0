/**
 * The gpu.js kernel: worlds in float textures of WebGL2, for machines without WebGPU.
 *
 * Floats hold integers up to 2^24 only, so it takes the programs that provably stay within, and
 * refuses all others by the name of the node that may not. A tick lays the states out with their
 * border and then computes every plane that the program changes; all of them stay on the device
 * until somebody reads.
 */
import { ExactRangeError, GpuJsLimitError } from '../../forge/gpujs/errors.ts'
import type { GpuJsCode } from '../../forge/gpujs/gpujs-code.ts'
import {
  cornerArgument,
  PLANE_ARGUMENTS,
  type StepCode,
  writeBorderCode,
  writeStepCode,
  writeUploadCode,
} from '../../forge/gpujs/step-code.ts'
import { countCells } from '../../lattice/size.ts'
import { optimizeProgram } from '../../rules/program/optimize-program.ts'
import type { PlaneName } from '../../rules/program/plane-name.ts'
import type { RuleProgram } from '../../rules/program/program.ts'
import { KernelUnsupportedError, PlaneError } from '../errors.ts'
import type { Kernel, KernelSetup } from '../kernel.ts'
import { assertCells, assertNumbers, assertSetup } from '../setup-check.ts'
import { buildBorderLinks } from './border-links.ts'
import type { CompiledGpuJs, DevicePlane, GpuJsRuntime, GpuJsValue } from './gpujs-runtime.ts'
import { MirroredPlane } from './mirrored-plane.ts'

/**
 * Builds a gpu.js kernel with all cells 0.
 *
 * @param runtime stays the caller's; the kernel frees what it makes there.
 * @throws {KernelUnsupportedError} naming what the program or the world wants beyond exact floats
 * or the device; and what `assertSetup` throws for worlds and programs that cannot be.
 */
export async function createGpuJsKernel(
  setup: KernelSetup,
  runtime: GpuJsRuntime,
): Promise<Kernel> {
  assertSetup(setup)
  const program = optimizeProgram(setup.rule.program)
  const kernel = new GpuJsKernel(setup, program, writeCode(setup, program, runtime), runtime)
  try {
    kernel.tryOut()
    return kernel
  } catch (error) {
    kernel.dispose()
    const reason = error instanceof Error ? error.message : String(error)
    throw unsupported(setup, `the device does not take its kernel: ${reason}`)
  }
}

function writeCode(setup: KernelSetup, program: RuleProgram, runtime: GpuJsRuntime): StepCode {
  try {
    const code = writeStepCode(program, setup.size)
    const limit = 'numbers in one texture'
    const allowed = runtime.maxTextureSide ** 2
    const wanted = Math.max(
      code.grid.length,
      ...allCodes(code).map(({ numbers }) => numbers.length),
    )
    if (wanted > allowed) throw new GpuJsLimitError({ limit, allowed, wanted })
    return code
  } catch (error) {
    if (error instanceof ExactRangeError || error instanceof GpuJsLimitError) {
      throw unsupported(setup, error.message)
    }
    throw error
  }
}

const allCodes = ({ components, channels }: StepCode) => [...components, ...channels.values()]

function unsupported({ rule }: KernelSetup, reason: string): KernelUnsupportedError {
  return new KernelUnsupportedError({ backend: 'gpujs', rule: rule.canonical, reason })
}

/** Devices are asked for no more ticks than these at once, since every one takes textures. */
const MAX_TICKS_IN_FLIGHT = 16

/** A kernel's step with the plane that it gives. */
interface Step {
  readonly code: GpuJsCode
  readonly compiled: CompiledGpuJs
  readonly target: MirroredPlane
}

class GpuJsKernel implements Kernel {
  readonly backend = 'gpujs'
  readonly #setup: KernelSetup
  readonly #program: RuleProgram
  readonly #code: StepCode
  readonly #runtime: GpuJsRuntime
  readonly #upload: CompiledGpuJs
  /** Undefined where nothing looks beyond its own cell. */
  readonly #border: CompiledGpuJs | undefined
  readonly #steps: readonly Step[]
  readonly #components: readonly MirroredPlane[]
  readonly #channels: readonly MirroredPlane[]
  readonly #parameters: readonly MirroredPlane[]
  readonly #rules: MirroredPlane
  #tick = 0

  constructor(setup: KernelSetup, program: RuleProgram, code: StepCode, runtime: GpuJsRuntime) {
    const cells = countCells(setup.size)
    const upload = runtime.compile(writeUploadCode(cells))
    const plane = () => new MirroredPlane(cells, (values) => upload.run([values]))
    this.#setup = setup
    this.#program = program
    this.#code = code
    this.#runtime = runtime
    this.#upload = upload
    this.#components = ['state', ...program.components].map(plane)
    this.#channels = program.channels.map(plane)
    this.#parameters = program.parameters.map(plane)
    this.#rules = plane()
    const readsBorder = allCodes(code).some((each) =>
      each.arguments.includes(PLANE_ARGUMENTS.bordered),
    )
    this.#border = readsBorder
      ? runtime.compile(writeBorderCode(buildBorderLinks(code.grid, setup.topology)))
      : undefined
    const stepTo = (each: GpuJsCode, target: MirroredPlane) => {
      return { code: each, compiled: runtime.compile(each), target }
    }
    this.#steps = [
      ...code.components.map((each, i) => stepTo(each, this.#components[i]!)),
      ...[...code.channels].map(([i, each]) => stepTo(each, this.#channels[i]!)),
    ]
  }

  write(cells: Uint8Array, tick: number, firstCell = 0): void {
    assertCells(this.#setup, cells, firstCell)
    this.#components[0]!.write(cells, firstCell)
    this.#tick = tick
  }

  async advance(ticks: number): Promise<void> {
    for (let i = 1; i <= ticks; i++) {
      const next = this.#run()
      for (const [step, { target }] of this.#steps.entries()) target.replace(next[step]!)
      this.#tick++
      if (i === ticks || i % MAX_TICKS_IN_FLIGHT === 0) await this.#runtime.finish()
    }
  }

  read(into: Uint8Array, firstCell = 0): void {
    into.set(this.#components[0]!.read().subarray(firstCell, firstCell + into.length))
  }

  writePlane(name: PlaneName, values: Int32Array): void {
    const plane = this.#findPlane(name)
    if (values.length !== plane.length) throw new PlaneError(name)
    assertNumbers(this.#setup, name, values)
    plane.write(values, 0)
  }

  readPlane(name: PlaneName, into: Int32Array): void {
    const plane = this.#findPlane(name)
    if (into.length !== plane.length) throw new PlaneError(name)
    into.set(plane.read())
  }

  /** Runs a tick and forgets it: devices compile no earlier, and only then say what they lack. */
  tryOut(): void {
    for (const plane of this.#run()) plane.dispose()
  }

  dispose(): void {
    for (const plane of [...this.#components, ...this.#channels, this.#rules]) plane.dispose()
    for (const { compiled } of this.#steps) compiled.dispose()
    this.#border?.dispose()
    this.#upload.dispose()
  }

  /** The next value of every step's plane. */
  #run(): readonly DevicePlane[] {
    const cells = this.#components[0]!.onDevice()
    const bordered = this.#border?.run([cells])
    const values = new Map<string, GpuJsValue>(this.#corners())
    values.set(PLANE_ARGUMENTS.cells, cells)
    if (bordered !== undefined) values.set(PLANE_ARGUMENTS.bordered, bordered)
    const next = this.#steps.map(({ code, compiled }) =>
      compiled.run(code.arguments.map((name) => this.#valueOf(name, values))),
    )
    bordered?.dispose()
    return next
  }

  #valueOf(name: string, values: Map<string, GpuJsValue>): GpuJsValue {
    const known = values.get(name)
    if (known !== undefined) return known
    if (name === PLANE_ARGUMENTS.rule) return this.#rules.onDevice()
    const channel = this.#channels.findIndex((_, i) => PLANE_ARGUMENTS.channel(i) === name)
    return this.#channels[channel]!.onDevice()
  }

  /** Where the blocks' corners are at this tick, by the arguments that tell it. */
  #corners(): (readonly [string, number])[] {
    return this.#code.blocks.flatMap(({ corners }, block) => {
      const [x, y, z] = corners[this.#tick % corners.length]!
      return [
        [cornerArgument(block, 'x'), x] as const,
        [cornerArgument(block, 'y'), y] as const,
        [cornerArgument(block, 'z'), z] as const,
      ]
    })
  }

  #findPlane({ kind, name }: PlaneName): MirroredPlane {
    const { components, channels, parameters, rules } = this.#program
    const found = {
      component: () => this.#components.slice(1)[components.indexOf(name)],
      channel: () => this.#channels[channels.indexOf(name)],
      parameter: () => this.#parameters[parameters.indexOf(name)],
      rule: () => (rules > 1 && name === '' ? this.#rules : undefined),
    }[kind]()
    if (found === undefined) throw new PlaneError({ kind, name })
    return found
  }
}
