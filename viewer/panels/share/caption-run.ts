/** What decides a run, in the sentences of a caption. */
import { isUnbounded } from '../../../engine/lattice/size.ts'
import type { RunInfo, StateHashes } from '../../../engine/protocol/simulation-api.ts'
import { formatExact } from '../../design/format-number.ts'

interface Standing {
  readonly info: RunInfo
  readonly tick: number
  readonly population: number | undefined
  readonly edits: number
  readonly hashes: StateHashes | undefined
}

/** The sentences, those that a reader needs first. */
export function captionRun({ info, tick, population, edits, hashes }: Standing): readonly string[] {
  const { rule, size, topology, seed, about } = info
  const axes = [size.x, size.y, size.z].slice(0, rule.dimensions)
  const known = rule.name === undefined ? '' : ` (${rule.name})`
  const alive =
    population === undefined ? 'infinitely many cells' : `${formatExact(population)} cells`
  const edited = edits === 0 ? '' : ` after ${edits === 1 ? 'one edit' : `${edits} edits`} by hand`
  const place = isUnbounded(size) ? '' : `, ${topology.kind}`
  return [
    ...(about === undefined ? [] : [about]),
    `Rule ${rule.canonical}${known}, ${rule.states} states; ` +
      `${axes.map((cells) => (cells === 0 ? '∞' : cells)).join(' × ')} cells${place}; seed ${seed}.`,
    `Tick ${formatExact(tick)}${edited}: ${alive} alive.`,
    ...(hashes?.stateHash !== undefined && hashes.tick === tick
      ? [`State SHA-256 ${hashes.stateHash}.`]
      : []),
  ]
}
