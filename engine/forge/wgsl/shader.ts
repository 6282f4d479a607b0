/**
 * A shader as its generator hands it over, and the few words that all generated modules share.
 *
 * The host takes bindings, workgroup size and layouts from here and spells no number of its own.
 */
import { shaderParts } from '../../../shaders/generated/shader-parts.ts'

/** What stands at a binding of group 0; its position in the list is the binding's number. */
export type ShaderBinding =
  /** The uniform block of the step, at a dynamic offset. */
  | { readonly kind: 'step' }
  /** A storage buffer that is only read. */
  | { readonly kind: 'read'; readonly buffer: string }
  /** A storage buffer that is written. */
  | { readonly kind: 'write'; readonly buffer: string }
  /** A storage buffer that is added to from everywhere at once. */
  | { readonly kind: 'add'; readonly buffer: string }

export interface Shader {
  /** A module whose entry point is `main`. */
  readonly code: string
  readonly bindings: readonly ShaderBinding[]
  /** Invocations that a step takes; those beyond do nothing. */
  readonly invocations: number
}

/** Invocations of a workgroup: two warps or one wavefront, and within every device's limit. */
export const WORKGROUP_SIZE = 64

export type PartName = keyof typeof shaderParts

/** Hand-written parts, in order, as one text. */
export function includeParts(...names: readonly PartName[]): string {
  return names.map((name) => shaderParts[name]).join('\n')
}

/** Constants of a module, in order; whole numbers within i32. */
export function declareInts(constants: Readonly<Record<string, number>>): string {
  return Object.entries(constants)
    .map(([name, value]) => `const ${name}: i32 = ${intLiteral(value)};\n`)
    .join('')
}

/** A number of i32 as an expression; the least of them has no literal. */
export function intLiteral(value: number): string {
  return value < 0 ? `i32(${value})` : `${value}i`
}

/** A word of 32 bits as a literal. */
export function wordLiteral(word: number): string {
  return `0x${(word >>> 0).toString(16)}u`
}

/** The beginning of every module: its workgroups, and the number of an invocation in them. */
export function declareWorkgroup(invocations: number): string {
  return [
    `const WORKGROUP_SIZE: u32 = ${WORKGROUP_SIZE}u;`,
    `const INVOCATIONS: u32 = ${invocations}u;`,
    includeParts('invocation'),
  ].join('\n')
}

/** The head of an entry point that finds its invocation by `invocation_index`. */
export const MAIN_HEAD = `@compute @workgroup_size(WORKGROUP_SIZE)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) place: u32,
)`

/** Declares storage buffers at their bindings. */
export function declareBindings(bindings: readonly ShaderBinding[]): string {
  return bindings
    .map((binding, number) => {
      const at = `@group(0) @binding(${number})`
      switch (binding.kind) {
        case 'step':
          return `${at} var<uniform> now: Step;\n`
        case 'read':
          return `${at} var<storage, read> ${binding.buffer}: array<u32>;\n`
        case 'write':
          return `${at} var<storage, read_write> ${binding.buffer}: array<u32>;\n`
        case 'add':
          return `${at} var<storage, read_write> ${binding.buffer}: array<atomic<u32>>;\n`
        default:
          return binding satisfies never
      }
    })
    .join('')
}
