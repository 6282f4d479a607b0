/** The rules that random living worlds are made of. */
import type { Dimensions } from '../../lattice/size.ts'
import { counting, elementary, type PlainRule, script, totalistic } from './plain-rule.ts'

const LINE = {
  rule30: elementary(30),
  rule110: elementary(110),
  colors: totalistic(777, 3),
  line: counting({
    text: '0/1/3/@-2;1',
    dimensions: 1,
    neighborhood: 'lopsided',
    most: 2,
    birth: [1],
    survival: [0],
    states: 3,
  }),
  drip: script({
    dimensions: 1,
    neighborhood: ['elementary', 'elementary'],
    states: 4,
    channels: ['heat', 'scent'],
    parameters: ['trust', 'zeal'],
    draws: 6,
    body: `(s, n, f, cell) => {
      f.heat += (cell.random(5) & 1023) - 300
      if (s === 3) f.heat += n[1] === 2 ? 2000000000 : -180000
      if (n[0] > n[1]) f.scent -= 501
      if (f.scent < -900 && cell.trust > 8000) return s + 1
      return cell.zeal > 2 ? 9 : (s + n[0] + cell.x + (f.scent & 1)) % 4
    }`,
  }),
}

const PLANE = {
  life: counting({
    text: 'B3/S23',
    dimensions: 2,
    neighborhood: 'moore-2d',
    most: 8,
    birth: [3],
    survival: [2, 3],
  }),
  honey: counting({
    text: 'B2/S34H',
    dimensions: 2,
    neighborhood: 'hexagonal-2d',
    most: 6,
    birth: [2],
    survival: [3, 4],
    chances: { birth: 0.7, survival: 0.9 },
  }),
  cross: counting({
    text: 'B1/S012V',
    dimensions: 2,
    neighborhood: 'von-neumann-2d',
    most: 4,
    birth: [1],
    survival: [0, 1, 2],
    chances: { update: 0.5 },
  }),
  stars: counting({
    text: '345/2/4',
    dimensions: 2,
    neighborhood: 'moore-2d',
    most: 8,
    birth: [2],
    survival: [3, 4, 5],
    states: 4,
  }),
  noisy: counting({
    text: '12/3/4V',
    dimensions: 2,
    neighborhood: 'von-neumann-2d',
    most: 4,
    birth: [3],
    survival: [1, 2],
    states: 4,
    chances: { noise: 0.2 },
  }),
  warm: script({
    dimensions: 2,
    neighborhood: ['moore', 'moore-2d'],
    states: 3,
    channels: ['heat', 'signal'],
    parameters: ['phi_phase', 'lambda_sensitivity'],
    draws: 2,
    counts: true,
    body: `(s, n, f, cell) => {
      let c = 0
      for (const x of n) c += x === 1 ? 1 : 0
      if (cell.phi_phase > 40000) f.signal += c * 701 - 1501
      f.heat += (cell.random(1) & 63) * c
      if (f.heat > 4000) { f.heat -= 2500; return 2 }
      if (cell.lambda_sensitivity < 3000) return 0
      return c === 3 || c === 6 || f.signal > 900 ? 1 : (s + (f.signal & 1)) % 3
    }`,
  }),
  weathervane: script({
    dimensions: 2,
    neighborhood: ['von-neumann', 'von-neumann-2d'],
    states: 5,
    channels: ['intent', 'scent', 'entropy'],
    parameters: ['sigma_flow', 'zeal'],
    draws: 5,
    body: `(s, n, f, cell) => {
      f.scent += s === 4 ? 200000 : s === 3 ? -250000 : 3000 - 1000 * s
      f.intent += 2
      if (f.intent > 0 && f.intent < 5) return f.intent === 1 ? n[0] : f.intent === 2 ? n[1] : n[3]
      if (f.entropy > 12000) return (cell.tick + cell.y) % 5
      if (cell.sigma_flow < 0) return s + cell.zeal
      return (cell.random(4) & 15) === 0 ? 3 : n[2]
    }`,
  }),
}

const SPACE = {
  crystal: counting({
    text: '4-5/5/2/M',
    dimensions: 3,
    neighborhood: 'moore-3d',
    most: 26,
    birth: [5],
    survival: [4, 5],
  }),
  faces: counting({
    text: '1-3/1,2/3/N',
    dimensions: 3,
    neighborhood: 'von-neumann-3d',
    most: 6,
    birth: [1, 2],
    survival: [1, 2, 3],
    states: 3,
  }),
  corners: counting({
    text: '2/1/2/C',
    dimensions: 3,
    neighborhood: 'corners-3d',
    most: 8,
    birth: [1],
    survival: [2],
    chances: { survival: 0.5, noise: 0.05 },
  }),
  skew: counting({
    text: '2/1/3/H',
    dimensions: 3,
    neighborhood: 'hexahedral-3d',
    most: 12,
    birth: [1],
    survival: [2],
    states: 3,
  }),
  twelve: counting({
    text: '1-4/2,3/2/HEX12',
    dimensions: 3,
    neighborhood: 'hex12-3d',
    most: 12,
    birth: [2, 3],
    survival: [1, 2, 3, 4],
  }),
  diamond: counting({
    text: '1-2/1/4/T',
    dimensions: 3,
    neighborhood: 'tetrahedral-3d',
    most: 4,
    birth: [1],
    survival: [1, 2],
    states: 4,
  }),
  hot: script({
    dimensions: 3,
    neighborhood: ['von-neumann-3d', 'von-neumann-3d'],
    states: 2,
    channels: ['heat', 'gravity'],
    draws: 1,
    counts: true,
    body: `(s, n, f, cell) => {
      let c = 0
      for (const x of n) c += x === 0 ? 0 : 1
      f.heat += 300 * c - (cell.random(0) & 511)
      f.gravity -= 40
      return c > 1 && c < 5 || f.gravity < -1500 ? 1 : 0
    }`,
  }),
  climber: script({
    dimensions: 3,
    neighborhood: ['von-neumann-3d', 'von-neumann-3d'],
    states: 6,
    channels: ['reward', 'intent', 'mood'],
    parameters: ['trust', 'zeal'],
    body: `(s, n, f, cell) => {
      f.reward += (cell.zeal * 100 + (cell.x - cell.z) * 201) | 0
      if (f.intent > 0) f.mood -= 900
      if (cell.trust < 5000) return 5
      return f.mood < -3000 ? n[5] : s === 5 ? n[0] : (s + (f.reward & 3)) % 6
    }`,
  }),
}

/** By name; a world's rules are all of its own dimensions. */
export const PLAIN_RULES: Readonly<Record<Dimensions, Readonly<Record<string, PlainRule>>>> = {
  1: LINE,
  2: PLANE,
  3: SPACE,
}

/** The rule of a name. */
export function plainRuleNamed(name: string): PlainRule {
  return Object.values(PLAIN_RULES).find((rules) => name in rules)![name]!
}

/** The rule that a text is of. */
export function plainRuleOf(text: string): PlainRule {
  const rule = Object.values(PLAIN_RULES)
    .flatMap((rules) => Object.values(rules))
    .find((each) => each.text === text)
  if (rule === undefined) throw new Error(`no rule is said twice as ${text}`)
  return rule
}
