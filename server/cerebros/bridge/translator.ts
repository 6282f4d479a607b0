/**
 * What crosses the bridge, in shapes: what each operation takes and gives. Both ways it is held to them, and faults
 * name their fields: what a stranger sends back is no more trusted than what somebody asks.
 */
import { z } from 'zod'
import { canonicalJson } from '../../../engine/json/canonical-json.ts'
import type { JsonValue } from '../../../engine/json/json-value.ts'
import { isNamedError } from '../../../engine/named-error.ts'
import { BRIDGE_OPS, type BridgeOp } from '../../../engine/resources/bridge.ts'
import { isValueOf, listSpaceFaults, SPACE_SCHEMA } from '../../../engine/search/check-space.ts'
import type { Parameter } from '../../../engine/search/parameter.ts'
import { holds } from '../../../engine/search/space.ts'
import { BridgeError } from './errors.ts'

/** The largest arguments, as canonical JSON. */
const MAX_ARGS_CHARS = 256 * 1024
const MAX_DEPTH = 24
const MAX_FAULTS = 8
const MAX_FAULT_CHARS = 200
const MAX_NAME_CHARS = 200
const MAX_OBJECTIVES = 16
const MAX_TRIALS = 10_000
const MAX_PROPOSALS = 256
const MAX_METRICS = 128

const name = z.string().min(1).max(MAX_NAME_CHARS)
const value = z.union([z.string().max(MAX_NAME_CHARS), z.number(), z.boolean(), z.null()])
const params = z.record(name, value)
const values = z.array(z.number()).min(1).max(MAX_OBJECTIVES)
const seed = z.string().regex(/^(0|[1-9][0-9]{0,19})$/)
const directions = z
  .array(z.enum(['minimize', 'maximize']))
  .min(1)
  .max(MAX_OBJECTIVES)

const SHAPES = {
  /** What the other side is. */
  describe: {
    args: z.strictObject({}),
    result: z.strictObject({
      name,
      version: name,
      operations: z.array(name).max(MAX_METRICS),
    }),
  },
  /** Parameters for the next trials of a study, from those that are known. */
  propose: {
    args: z.strictObject({
      space: SPACE_SCHEMA,
      directions,
      seed,
      count: z.int().min(1).max(MAX_PROPOSALS),
      trials: z
        .array(z.strictObject({ number: z.int().min(0), params, values: values.optional() }))
        .max(MAX_TRIALS)
        .default([]),
    }),
    result: z.strictObject({ proposals: z.array(params).max(MAX_PROPOSALS) }),
  },
  /** What a trial comes to: a value for each objective, and what else was measured. */
  evaluate: {
    args: z.strictObject({ study: name, number: z.int().min(0), params, seed, directions }),
    result: z.strictObject({
      values,
      metrics: z
        .array(z.strictObject({ name, value: z.number() }))
        .max(MAX_METRICS)
        .default([]),
    }),
  },
} as const satisfies Readonly<Record<BridgeOp, { args: z.ZodType; result: z.ZodType }>>

type ArgsOf<O extends BridgeOp> = z.output<(typeof SHAPES)[O]['args']>
type ResultOf<O extends BridgeOp> = z.output<(typeof SHAPES)[O]['result']>

/** What was asked, in the shape in which it is sent. */
export interface Translated {
  readonly op: BridgeOp
  readonly args: JsonValue
  /** Canonical JSON of both: equal texts, equal questions. */
  readonly text: string
}

/**
 * What is to be sent for what somebody asks.
 *
 * @throws {BridgeError} `args`, for an operation that there is not, and for what it does not take.
 */
export function translateArgs(op: string, args: unknown): Translated {
  const known = BRIDGE_OPS.find((each) => each === op)
  if (known === undefined) {
    const shown = op.slice(0, MAX_NAME_CHARS).toWellFormed()
    throw new BridgeError('args', { op: shown, faults: ['op: there is none of this name'] })
  }
  const refuse = (faults: readonly string[]) => new BridgeError('args', { op: known, faults })
  const text = writeCanonical(args, (fault) => refuse([fault]))
  const parsed = SHAPES[known].args.safeParse(JSON.parse(text))
  if (!parsed.success) throw refuse(describeFaults(parsed.error))
  if (known === 'propose') {
    const { space } = parsed.data as ArgsOf<'propose'>
    const faults = listSpaceFaults(space).map(({ message }) => `space: ${message}`)
    if (faults.length > 0) throw refuse(faults.slice(0, MAX_FAULTS))
  }
  const sent = parsed.data as JsonValue
  return { op: known, args: sent, text: canonicalJson({ op: known, args: sent }) }
}

/**
 * What somebody is told of what came back; nobody can change it.
 *
 * @throws {BridgeError} `result`, where it is not what the operation gives, or not to what was asked.
 */
export function translateResult({ op, args }: Translated, result: JsonValue): JsonValue {
  const parsed = SHAPES[op].result.safeParse(result)
  const faults = parsed.success ? listMisfits(op, args, parsed.data) : describeFaults(parsed.error)
  if (faults.length > 0) {
    throw new BridgeError('result', { op, faults: faults.slice(0, MAX_FAULTS) })
  }
  return freezeAll(parsed.data as JsonValue)
}

/** Where an answer of the right shape is none to what was asked. */
function listMisfits(op: BridgeOp, args: unknown, result: unknown): readonly string[] {
  switch (op) {
    case 'describe':
      return []
    case 'propose':
      return listProposalFaults(args as ArgsOf<'propose'>, result as ResultOf<'propose'>)
    case 'evaluate': {
      const wanted = (args as ArgsOf<'evaluate'>).directions.length
      const found = (result as ResultOf<'evaluate'>).values.length
      return found === wanted ? [] : [`values: there are ${found}, and ${wanted} objectives`]
    }
    default:
      return op satisfies never
  }
}

function listProposalFaults(
  { space, count }: ArgsOf<'propose'>,
  { proposals }: ResultOf<'propose'>,
): readonly string[] {
  if (proposals.length !== count) {
    return [`proposals: there are ${proposals.length}, and ${count} are wanted`]
  }
  return proposals.flatMap((proposal, at) => {
    const place = `proposals.${at}`
    const known = new Set(space.map((parameter) => parameter.name))
    const strange = Object.keys(proposal).filter((each) => !known.has(each))
    const wrong = (space as readonly Parameter[]).flatMap((parameter) => {
      const isThere = Object.hasOwn(proposal, parameter.name)
      const shouldBe = holds(parameter.if, proposal)
      if (isThere !== shouldBe)
        return [`${parameter.name}: it ${shouldBe ? 'is missing' : 'does not exist here'}`]
      return !isThere || isValueOf(parameter, proposal[parameter.name])
        ? []
        : [`${parameter.name}: it is outside its space`]
    })
    const faults = [...strange.map((each) => `${each}: it is no parameter`), ...wrong]
    return faults.map((fault) => shorten(`${place}.${fault}`))
  })
}

function writeCanonical(args: unknown, refuse: (fault: string) => BridgeError): string {
  try {
    return canonicalJson(args, { maxChars: MAX_ARGS_CHARS, maxDepth: MAX_DEPTH })
  } catch (error) {
    if (!isNamedError(error)) throw error
    throw refuse(shorten(`args: ${error.message}`))
  }
}

function describeFaults(error: z.ZodError): string[] {
  return error.issues
    .slice(0, MAX_FAULTS)
    .map(({ path, message }) => shorten(`${path.map(String).join('.') || 'it'}: ${message}`))
}

/** Names of fields are a stranger's. */
const shorten = (fault: string) => fault.slice(0, MAX_FAULT_CHARS).toWellFormed()

function freezeAll(json: JsonValue): JsonValue {
  if (typeof json !== 'object' || json === null) return json
  for (const member of Object.values(json)) freezeAll(member)
  return Object.freeze(json)
}
