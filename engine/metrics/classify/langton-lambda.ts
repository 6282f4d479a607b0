/**
 * Langton's lambda: the share of a rule's table that does not lead to the quiescent state.
 *
 * C. G. Langton, "Computation at the edge of chaos", Physica D 42, 1990. All configurations of the neighborhood count
 * alike, and state 0 is taken for quiescent. Rules that count their neighbors have tables by count: each count
 * is weighed by how many configurations have it.
 */

import type { RuleProgram } from '../../rules/program/program.ts'
import type { ProgramForm } from '../../rules/program/program-form.ts'
import { recognizeForm } from '../../rules/program/recognize-form.ts'

/** Lambda, 0 to 1; undefined for rules that are no table over a neighborhood. */
export function langtonLambda(program: RuleProgram): number | undefined {
  const form = recognizeForm(program)
  switch (form.kind) {
    case 'counting':
      return meanOverOwn(form.states, (own) =>
        shareByCount(form.rows[own]!, form.neighbors, form.states),
      )
    case 'configuration':
      return meanOverOwn(form.states, (own) =>
        shareByPlace(form.rows[own]!, form.neighbors, form.states),
      )
    case 'totalistic':
      return shareBySum(form)
    case 'general':
      return undefined
    default:
      return form satisfies never
  }
}

function meanOverOwn(states: number, shareOf: (own: number) => number): number {
  let sum = 0
  for (let own = 0; own < states; own++) sum += shareOf(own)
  return sum / states
}

/** With `states` states, one in so many neighbors is in state 1. */
function shareByCount(row: number | Uint8Array, neighbors: number, states: number): number {
  if (typeof row === 'number') return Number(row !== 0)
  const one = 1 / states
  // The distribution of the count, neighbor by neighbor: no factorials, no powers.
  let chances = [1]
  for (let n = 0; n < neighbors; n++) {
    chances = Array.from(
      { length: n + 2 },
      (_, count) => (chances[count] ?? 0) * (1 - one) + (chances[count - 1] ?? 0) * one,
    )
  }
  return chances.reduce((sum, chance, count) => sum + (row[count] === 0 ? 0 : chance), 0)
}

/** Bits of the index say which neighbors are in state 1. */
function shareByPlace(row: number | Uint8Array, neighbors: number, states: number): number {
  if (typeof row === 'number') return Number(row !== 0)
  const one = 1 / states
  const chanceOf: number[] = []
  for (let live = 0; live <= neighbors; live++) {
    let chance = 1
    for (let n = 0; n < neighbors; n++) chance *= n < live ? one : 1 - one
    chanceOf.push(chance)
  }
  let share = 0
  for (let index = 0; index < row.length; index++) {
    if (row[index] !== 0) share += chanceOf[countBits(index)]!
  }
  return share
}

function countBits(value: number): number {
  let bits = 0
  for (let rest = value; rest !== 0; rest &= rest - 1) bits++
  return bits
}

/** The distribution of the sum of states over the neighborhood and the cell, site by site. */
function shareBySum({
  states,
  neighbors,
  next,
}: Extract<ProgramForm, { kind: 'totalistic' }>): number {
  let chances = [1]
  for (let site = 0; site <= neighbors; site++) {
    const wider = Array.from({ length: chances.length + states - 1 }, () => 0)
    for (const [sum, chance] of chances.entries()) {
      for (let state = 0; state < states; state++) wider[sum + state]! += chance / states
    }
    chances = wider
  }
  return chances.reduce((sum, chance, total) => sum + (next[total] === 0 ? 0 : chance), 0)
}
