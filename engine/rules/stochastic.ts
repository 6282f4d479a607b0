/**
 * Rules with chances: `B3/S23~birth=0.9,survival=0.99,noise=0.001,update=0.5`.
 *
 * Our own suffix for any rule that decides cell by cell. A birth or a survival that the rule asks
 * for happens only with its chance (a survival that fails is a death like any other); with the
 * chance of `noise` the next state is replaced by one drawn from all states alike; with that of
 * `update` the cell is updated at all, and else holds.
 *
 * A chance is a decimal of at most nine digits. It becomes a threshold among the 2^32 values of a
 * draw, floor(p * 2^32), so different chances are different rules. Draws are counters hashed with
 * the seed (see `engine/math/philox.ts`), numbered below; all four come of one hash.
 */
import type { NotationReader } from './notation-reader.ts'
import type { NodeId } from './program/program.ts'
import { createProgramBuilder, type ProgramBuilder } from './program/program-builder.ts'
import type { Rule, RuleFamily } from './rule.ts'

/** Which draw of a cell and tick each chance looks at. No cell is born and survives at once. */
const DRAWS = { life: 0, noise: 1, noiseState: 2, update: 3 } as const

/** Most digits after the point: 10^9 is below 2^32, so no two chances have one threshold. */
const MAX_DECIMALS = 9

/** Bits of a draw that choose a state; with up to 256 states a product still fits 32. */
const STATE_BITS = 24

const KINDS = ['birth', 'survival', 'noise', 'update'] as const

type Kind = (typeof KINDS)[number]

/** What a kind is where it is not written: the rule without chances. */
const UNWRITTEN: Readonly<Record<Kind, string>> = {
  birth: '1',
  survival: '1',
  noise: '0',
  update: '1',
}

/** Families whose rules tell birth (from 0 to 1) and survival (of 1). */
const families: ReadonlySet<RuleFamily> = new Set([
  'life-like',
  'generations',
  'isotropic',
  'map',
  'larger-than-life',
  'elementary',
  'life-3d',
  'offsets',
  'extended-range',
])

/**
 * Reads what follows the `~` and gives the rule with these chances.
 *
 * @throws {RuleSyntaxError | RuleRangeError} when the reader holds anything but chances, or one
 * that the rule cannot have.
 */
export function readChances(reader: NotationReader, rule: Rule): Rule {
  const chances = new Map<Kind, string>()
  do {
    reader.skipSpace()
    const start = reader.position
    const open = KINDS.filter((kind) => !chances.has(kind))
    const kind = open.find((wanted) => reader.acceptText(wanted))
    if (kind === undefined) return reader.fail(open.join(', ') || 'the end of the rule')
    refuseKind(reader, start, kind, rule)
    reader.skipSpace()
    reader.expectText('=')
    reader.skipSpace()
    chances.set(kind, readDecimal(reader))
    reader.skipSpace()
  } while (reader.acceptText(','))
  reader.expectEnd('"," and a chance, or the end of the rule')
  const written = KINDS.filter((kind) => (chances.get(kind) ?? UNWRITTEN[kind]) !== UNWRITTEN[kind])
  if (written.length === 0) return rule
  const suffix = written.map((kind) => `${kind}=${chances.get(kind)}`).join(',')
  return Object.freeze<Rule>({
    ...rule,
    canonical: `${rule.canonical}~${suffix}`,
    name: undefined,
    family: 'stochastic',
    program: buildProgram(rule, (kind) => thresholdOf(chances.get(kind) ?? UNWRITTEN[kind])),
  })
}

function refuseKind(reader: NotationReader, start: number, kind: Kind, { family }: Rule): void {
  if (family === 'blocks') reader.fail('no chances: the cells of a block change together', start)
  if ((kind === 'birth' || kind === 'survival') && !families.has(family)) {
    reader.fail('noise or update: this rule has neither births nor survival', start)
  }
}

/** A number from 0 to 1 in its shortest writing. */
function readDecimal(reader: NotationReader): string {
  const start = reader.position
  const expected = `a chance from 0 to 1 with at most ${MAX_DECIMALS} digits after the point`
  const whole = reader.readDigits()
  const fraction = reader.acceptText('.') ? reader.readDigits() : ''
  if (whole === '' && fraction === '') reader.fail(expected, start)
  const decimals = fraction.replace(/0+$/, '')
  const units = whole.replace(/^0+(?=\d)/, '') || '0'
  const isInRange = units === '0' || (units === '1' && decimals === '')
  if (!isInRange || decimals.length > MAX_DECIMALS) reader.failRange(expected, start)
  return decimals === '' ? units : `${units}.${decimals}`
}

/** How many of the 2^32 values of a draw are below a chance. */
function thresholdOf(decimal: string): bigint {
  const [units, decimals = ''] = decimal.split('.')
  return (BigInt(`${units}${decimals}`) << 32n) / 10n ** BigInt(decimals.length)
}

function buildProgram(rule: Rule, thresholdOfKind: (kind: Kind) => bigint) {
  const { program, states } = rule
  const builder = createProgramBuilder(program)
  for (const node of program.nodes) builder.append(node)
  const own = builder.own()
  const constant = (value: number) => builder.constant(value)
  const both = (a: NodeId, b: NodeId) => builder.binary('and', a, b)
  let next = program.next[0]!
  const isOwn = (state: number) => builder.binary('eq', own, constant(state))
  const birth = happens(builder, DRAWS.life, thresholdOfKind('birth'))
  if (birth !== undefined) {
    const fails = both(isOwn(0), builder.binary('eq', birth, constant(0)))
    next = builder.select(fails, constant(0), next)
  }
  const survival = happens(builder, DRAWS.life, thresholdOfKind('survival'))
  if (survival !== undefined) {
    const survives = both(isOwn(1), builder.binary('eq', next, constant(1)))
    const fails = both(survives, builder.binary('eq', survival, constant(0)))
    next = builder.select(fails, constant(states > 2 ? 2 : 0), next)
  }
  const noise = thresholdOfKind('noise')
  if (noise > 0n) {
    const drawn = drawState(builder, states)
    const replaces = happens(builder, DRAWS.noise, noise)
    next = replaces === undefined ? drawn : builder.select(replaces, drawn, next)
  }
  const update = happens(builder, DRAWS.update, thresholdOfKind('update'))
  if (update !== undefined) next = builder.select(update, next, own)
  return builder.finish([next, ...program.next.slice(1)], program.writes)
}

/** 1 where a draw is below a threshold, read as unsigned; undefined where it always is. */
function happens(builder: ProgramBuilder, draw: number, threshold: bigint): NodeId | undefined {
  if (threshold >= 2n ** 32n) return undefined
  // Turning the highest bit makes an order of signed numbers of the order of unsigned ones.
  const turned = builder.binary('xor', builder.random(draw), builder.constant(-(2 ** 31)))
  const limit = builder.constant(Number(threshold - 2n ** 31n))
  return builder.binary('lt', turned, limit)
}

/** A state, each as likely as another up to 2^-24 times their number. */
function drawState(builder: ProgramBuilder, states: number): NodeId {
  const constant = (value: number) => builder.constant(value)
  const bits = builder.binary('shru', builder.random(DRAWS.noiseState), constant(32 - STATE_BITS))
  const scaled = builder.binary('mul', bits, constant(states))
  const state = builder.binary('shru', scaled, constant(STATE_BITS))
  // Never more than the last state; the bound is for those who read ranges off programs.
  return builder.binary('min', state, constant(states - 1))
}
