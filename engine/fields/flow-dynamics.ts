/**
 * The dynamics that move a field from cell to cell, as nodes of the field pass: diffusion and waves.
 *
 * `channel-check.ts` says why nothing here leaves 32 bits.
 */
import type { Dimensions } from '../lattice/size.ts'
import type { NodeId } from '../rules/program/program.ts'
import type { ProgramBuilder } from '../rules/program/program-builder.ts'
import type { ChannelDynamic, ChannelSource, ChannelSpec } from './channel.ts'
import { facesOf } from './directions.ts'
import { addNodes, clampNode, scaleTerm, type Term } from './field-arithmetic.ts'
import { COEFFICIENT_ONE } from './fixed-point.ts'

type Diffuse = Extract<ChannelDynamic, { kind: 'diffuse' }>
type Wave = Extract<ChannelDynamic, { kind: 'wave' }>

/** Where a channel's own value and those around it come from. */
interface Place {
  readonly own: NodeId
  /** The neighbors that share a face. */
  readonly sites: readonly NodeId[]
}

function lookAround(code: ProgramBuilder, component: number, dimensions: Dimensions): Place {
  const gathering = {
    kind: 'neighborhood',
    neighborhood: facesOf(dimensions),
    withCenter: false,
  } as const
  const own = code.own(component)
  const partition = code.partition(gathering, component)
  const faces = Array.from({ length: 2 * dimensions }, (_, i) => i)
  return { own, sites: faces.map((i) => code.site(partition, i)) }
}

/**
 * The next value under diffusion: what is kept, plus a flux from each neighbor, truncated toward
 * zero by itself. What flows from a to b is then what leaves a, exactly, so that all flows conserve.
 */
export function writeDiffusion(
  code: ProgramBuilder,
  channel: ChannelSpec,
  dynamic: Diffuse,
  component: number,
  dimensions: Dimensions,
): NodeId {
  const { own, sites } = lookAround(code, component, dimensions)
  const width = channel.high - channel.low
  const fluxes = sites.map((site): Term => {
    return { node: code.binary('sub', site, own), low: -width, high: width }
  })
  return finishSum(code, channel, [
    keepShare(code, own, channel, dynamic),
    ...fluxes.map((flux) => scaleTerm(code, flux, dynamic.diffusion)?.node),
    writeSource(code, dynamic.source),
  ])
}

/**
 * The next value of a wave: leapfrog, in which what the cell was before makes its motion.
 *
 * next = u + (u - previous) * (1 - damping) + c^2 * (sum of (neighbor - u)), and a pull to rest.
 * Without losses `previous = 2u - next + ...` undoes it bit by bit, however the pull is rounded.
 */
export function writeWave(
  code: ProgramBuilder,
  channel: ChannelSpec,
  dynamic: Wave,
  components: { readonly own: number; readonly previous: number },
  dimensions: Dimensions,
): NodeId {
  const { own, sites } = lookAround(code, components.own, dimensions)
  const width = channel.high - channel.low
  const motion: Term = {
    node: code.binary('sub', own, code.own(components.previous)),
    low: -width,
    high: width,
  }
  const around = code.binary('mul', own, code.constant(sites.length))
  const pull: Term = {
    node: code.binary('sub', addNodes(code, sites), around),
    low: -width * sites.length,
    high: width * sites.length,
  }
  return finishSum(code, channel, [
    keepShare(code, own, channel, dynamic),
    scaleTerm(code, motion, COEFFICIENT_ONE - dynamic.damping)?.node,
    scaleTerm(code, pull, dynamic.speedSquared)?.node,
    writeSource(code, dynamic.source),
  ])
}

/**
 * What is left of a value that fades to rest: rest + trunc((value - rest) * (1 - decay)). Rounding
 * takes from what is left and not from what goes, so that it comes to rest instead of near it.
 */
function keepShare(
  code: ProgramBuilder,
  own: NodeId,
  { low, high }: ChannelSpec,
  { rest, decay }: { readonly rest: number; readonly decay: number },
): NodeId {
  if (decay === 0) return own
  const distance = rest === 0 ? own : code.binary('sub', own, code.constant(rest))
  const term: Term = { node: distance, low: low - rest, high: high - rest }
  const left = scaleTerm(code, term, COEFFICIENT_ONE - decay)
  if (left === undefined) return code.constant(rest)
  return rest === 0 ? left.node : code.binary('add', left.node, code.constant(rest))
}

/** What a cell's state gives to a channel; undefined where there is no source. */
function writeSource(code: ProgramBuilder, source: ChannelSource | undefined): NodeId | undefined {
  if (source === undefined) return undefined
  const { amounts } = source
  const [first, second] = amounts
  if (amounts.length === 1) return code.constant(first!)
  if (amounts.length === 2) {
    return code.select(code.own(), code.constant(second!), code.constant(first!))
  }
  return code.table([{ node: code.own(), low: 0, count: amounts.length }], amounts)
}

function finishSum(
  code: ProgramBuilder,
  channel: ChannelSpec,
  terms: readonly (NodeId | undefined)[],
): NodeId {
  const there = terms.filter((term) => term !== undefined)
  return clampNode(code, addNodes(code, there), channel)
}
