/** The other world and the difference, beside the scene. */
import { useMemo } from 'react'
import { differencePalette } from '../../design/difference-palette.ts'
import { formatExact } from '../../design/format-number.ts'
import { paletteOfRule } from '../../design/state-palette.ts'
import { CompareScene } from '../../scene/compare-scene.tsx'
import { useCompareStore } from '../../state/compare-store.ts'
import { useRunStore } from '../../state/run-store.ts'
import { useViewStore } from '../../state/view-store.ts'
import { useRun } from '../run-context.ts'

export function CompareViews() {
  const run = useRun()
  const theme = useViewStore((state) => state.theme)
  const { title, info, tick, sums } = useCompareStore()
  const own = useRunStore(({ info: here }) => here?.rule)
  const palette = useMemo(() => info && paletteOfRule(info.rule, theme), [info, theme])
  const marks = useMemo(() => differencePalette(theme), [theme])
  if (info === undefined || palette === undefined) return null
  const isSolid = info.rule.dimensions === 3
  const common = { desk: run.desk, isSolid }
  const differing = sums?.differing ?? 0
  return (
    <>
      <figure className="compare-view" data-compare="other">
        <CompareScene
          {...common}
          frames={run.compare.others}
          palette={palette}
          colorsByDepth={palette.kind === 'two-state'}
        />
        <figcaption>
          <strong>{title}</strong>
          <span className="number quiet">
            {own?.canonical === info.rule.canonical ? info.backend : info.rule.canonical} · tick{' '}
            {formatExact(tick)}
          </span>
        </figcaption>
      </figure>
      <figure className="compare-view" data-compare="difference">
        <CompareScene
          {...common}
          frames={run.compare.differences}
          palette={marks}
          colorsByDepth={false}
        />
        <figcaption>
          <strong>Difference</strong>
          <span className="number quiet" data-differing={differing}>
            {differing === 0 ? 'no cell' : `${formatExact(differing)} cells`}
          </span>
        </figcaption>
      </figure>
    </>
  )
}
