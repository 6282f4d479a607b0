/**
 * Which way a trial is proposed: half of all trials take the ways by turns, the others the way whose turns have brought
 * the most. So the choice is a function of what the trials came to, and of their numbers.
 */
import { findNondominated } from '../fronts/nondominated.ts'
import { createFrontGain } from './front-gain.ts'
import type { Ranked } from './ranked.ts'
import { WAYS, type Way } from './settings.ts'

/** By the number of a trial, again and again; undefined is the best way's. */
const TURNS: readonly (Way | undefined)[] = [
  'regression',
  'apart',
  undefined,
  'joint',
  undefined,
  undefined,
]

/** So many of its last turns speak for a way. */
const WINDOW = 12

/** The way of the trial with a number. */
export function chooseWay(number: number, ranked: Ranked, startup: number): Way {
  return TURNS[number % TURNS.length] ?? findBestWay(ranked, startup)
}

/** The way whose last turns added the most to the front, on average; of equal ones the first. */
function findBestWay({ trials, losses: points, order }: Ranked, startup: number): Way {
  const recent = WINDOW * TURNS.length
  const before = Math.max(1, Math.min(startup, points.length), points.length - recent)
  if (points.length === 0) return WAYS[0]
  const old = order.filter((i) => i < before)
  const front = createFrontGain(findNondominated(points, old).map((i) => points[i]!))
  const gains = new Map<Way, number[]>(WAYS.map((way) => [way, []]))
  for (const { number, losses } of trials.slice(before)) {
    const gain = front.add(losses)
    const way = TURNS[number % TURNS.length]
    if (way !== undefined && number >= startup) gains.get(way)!.push(gain)
  }
  const means = WAYS.map((way) => meanOf(gains.get(way)!.slice(-WINDOW)))
  return WAYS[means.indexOf(Math.max(...means))] ?? WAYS[0]
}

const meanOf = (numbers: readonly number[]) =>
  numbers.reduce((sum, each) => sum + each, 0) / Math.max(1, numbers.length)
