/**
 * Rules written as JavaScript functions: `(state, neighbors, fields, cell) => next`.
 *
 * The text is parsed and compiled into a program; it is never evaluated. Arithmetic is that of
 * programs: whole numbers of 32 bits. What a program cannot say is refused at its line and column.
 */
import { dimensionsOf } from '../../lattice/neighborhood.ts'
import { isNamedError } from '../../named-error.ts'
import { rangesOf } from '../program/node-ranges.ts'
import { optimizeProgram } from '../program/optimize-program.ts'
import type { NodeId } from '../program/program.ts'
import { createProgramBuilder } from '../program/program-builder.ts'
import { validateProgram } from '../program/validate-program.ts'
import type { Rule } from '../rule.ts'
import { NodeMaker } from './node-maker.ts'
import { compileScript } from './script-compiler.ts'
import { readScriptHead } from './script-head.ts'
import { normalizeScript, parseScript } from './script-source.ts'

/**
 * Compiles a function into a rule. A next state outside the rule's states is brought to the
 * nearest of them.
 *
 * @example parseScriptRule('(state, neighbors) => neighbors.filter(n => n === 1).length === 3')
 * @throws {ScriptError} pointing at the line and column of what cannot be compiled.
 */
export function parseScriptRule(text: string): Rule {
  return readScriptRule(text).rule
}

/**
 * The same, with what it took: how many operations were made on the way, kept or not.
 *
 * @throws {ScriptError} as `parseScriptRule` does.
 */
export function readScriptRule(text: string): { readonly rule: Rule; readonly effort: number } {
  const { source, root } = parseScript(text)
  const { head, body } = readScriptHead(source, root)
  const dimensions = dimensionsOf(head.neighborhood)
  const { states, channels, parameters } = head
  const builder = createProgramBuilder({ dimensions, states, channels, parameters })
  const maker = new NodeMaker(builder)
  const { next, writes } = compileScript(source, head, body, maker)
  const whole = builder.finish(next, writes)
  // What was only tried is not part of the program.
  const program = optimizeProgram(whole)
  const { low, high } = rangesOf(program)[program.next[0]!]!
  const isWithin = low >= 0 && high < states
  const clamped = (id: NodeId) =>
    maker.binary('min', maker.binary('max', id, maker.constant(0)), maker.constant(states - 1))
  try {
    const rule = Object.freeze<Rule>({
      canonical: normalizeScript(text),
      name: undefined,
      family: 'custom',
      dimensions,
      states,
      program: validateProgram(
        isWithin ? program : optimizeProgram(builder.finish(clamped(next), writes)),
      ),
    })
    return { rule, effort: maker.count }
  } catch (error) {
    if (!isNamedError(error)) throw error
    return source.fail(root, error.message)
  }
}
