/** What fronts of experiment E2 are worth, from the models that are on them. */
import { type ArmName, measureFront } from '../../engine/learning/compare-heads.ts'
import { readStudy } from './read-study.ts'
import type { ModelRow } from './rows.ts'
import { TOLD } from './told-baselines.ts'

/** By seed, the share that an arm's front has of the hypervolume of all models that any arm trained with that seed. */
export type SharesOf = (arm: ArmName) => ReadonlyMap<number, number>

/** Shares of one study. */
export function measureShares(study: string, models: readonly ModelRow[]): SharesOf {
  const { objectives } = readStudy(study, 0).plan
  const names = [TOLD[study]!, 'multiplyAdds', 'memoryBytes'] as const
  const reference = objectives.map(({ reference }) => reference!)
  const volumeOf = (some: readonly ModelRow[]) =>
    measureFront(
      some.map(({ error, multiplyAdds, memoryBytes }) => [error, multiplyAdds, memoryBytes]),
      names,
      reference,
    )
  const bySeed = Map.groupBy(
    models.filter((each) => each.study === study),
    ({ seed }) => seed,
  )
  const all = new Map([...bySeed].map(([seed, some]) => [seed, volumeOf(some)]))
  return (arm) => {
    const shares = new Map<number, number>()
    for (const [seed, some] of bySeed) {
      const own = some.filter((each) => each.arm === arm && each.front === 1)
      if (own.length > 0) shares.set(seed, volumeOf(own) / all.get(seed)!)
    }
    return shares
  }
}
