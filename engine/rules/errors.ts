/** Errors a rule notation can raise. Each says what was found, what is wanted and where. */
import { NamedError } from '../named-error.ts'

/** Characters of a notation shown around the caret; longer ones are cut with an ellipsis. */
const SHOWN_CHARS = 72

/** Where in a notation something is wrong. Positions count UTF-16 units from 0. */
type Fault = {
  readonly notation: string
  readonly position: number
  /** The offending text itself, or `the end`. */
  readonly found: string
  readonly expected: string
}

/** The notation on one line with a caret under one character of it, both indented by two. */
function showPosition(notation: string, position: number): string {
  const start = Math.max(0, Math.min(position - SHOWN_CHARS / 2, notation.length - SHOWN_CHARS))
  const end = Math.min(notation.length, start + SHOWN_CHARS)
  const before = start > 0 ? '…' : ''
  const after = end < notation.length ? '…' : ''
  const shown = notation.slice(start, end).replace(/[^\x20-\x7e]/g, '·')
  const caret = ' '.repeat(before.length + position - start)
  return `  ${before}${shown}${after}\n  ${caret}^`
}

function quote(found: string): string {
  return found === THE_END ? THE_END : JSON.stringify(found)
}

/** What `found` says when a notation stops too early. */
export const THE_END = 'the end'

/** A notation that no family reads: something stands where something else is wanted. */
export class RuleSyntaxError extends NamedError {
  override readonly name = 'RuleSyntaxError'
  readonly code = 'rules/syntax'
  readonly details: Fault

  constructor(details: Fault) {
    const { notation, position, found, expected } = details
    super(
      `This rule cannot be read: at position ${position} found ${quote(found)}, ` +
        `expected ${expected}.\n${showPosition(notation, position)}`,
    )
    this.details = details
  }
}

/** A number that is well written but outside what its place allows. */
export class RuleRangeError extends NamedError {
  override readonly name = 'RuleRangeError'
  readonly code = 'rules/range'
  readonly details: Fault

  constructor(details: Fault) {
    const { notation, position, found, expected } = details
    super(
      `A value in this rule is out of range: at position ${position} found ${quote(found)}, ` +
        `expected ${expected}.\n${showPosition(notation, position)}`,
    )
    this.details = details
  }
}

/** A topology suffix that this rule cannot have. */
export class RuleTopologyError extends NamedError {
  override readonly name = 'RuleTopologyError'
  readonly code = 'rules/topology'
  readonly details: {
    readonly notation: string
    readonly position: number
    readonly topology: string
    readonly reason: string
  }

  constructor(details: RuleTopologyError['details']) {
    const { notation, position, topology, reason } = details
    super(`The topology ${topology} is refused: ${reason}.\n${showPosition(notation, position)}`)
    this.details = details
  }
}

/** A notation known by name whose rules Thunderline cannot run yet. */
export class RuleNotYetError extends NamedError {
  override readonly name = 'RuleNotYetError'
  readonly code = 'rules/not-yet'
  readonly details: { readonly notation: string; readonly notationFamily: string }

  constructor(details: RuleNotYetError['details']) {
    const { notation, notationFamily } = details
    const shown = JSON.stringify(notation.trim().slice(0, SHOWN_CHARS))
    super(`The rule ${shown} needs ${notationFamily}, which cannot be run yet.`)
    this.details = details
  }
}

/** A word that stands where a rule does and is the name of none. */
export class RuleNameError extends NamedError {
  override readonly name = 'RuleNameError'
  readonly code = 'rules/name'
  readonly details: { readonly notation: string }

  constructor(details: RuleNameError['details']) {
    const shown = JSON.stringify(details.notation.trim().slice(0, SHOWN_CHARS))
    super(
      `No rule is known here by the name ${shown}: compare the spelling, write the rule out, as in ` +
        'B3/S23, or give the text of its Golly rule file (.rule).',
    )
    this.details = details
  }
}

/** A notation too long to be any rule. */
export class RuleLengthError extends NamedError {
  override readonly name = 'RuleLengthError'
  readonly code = 'rules/length'
  readonly details: { readonly lengthChars: number; readonly maxChars: number }

  constructor(details: RuleLengthError['details']) {
    super(
      `A rule has at most ${details.maxChars} characters, and this text has ` +
        `${details.lengthChars}.`,
    )
    this.details = details
  }
}

/** A rule program that is not well formed. */
export class ProgramError extends NamedError {
  override readonly name = 'ProgramError'
  readonly code = 'rules/program'
  readonly details: {
    /** Which node is at fault; undefined where it is the program as a whole. */
    readonly node: number | undefined
    readonly found: string
  }

  constructor(details: ProgramError['details']) {
    const where = details.node === undefined ? 'The program' : `Node ${details.node} of the program`
    super(`${where} is at fault: found ${details.found}.`)
    this.details = details
  }
}
