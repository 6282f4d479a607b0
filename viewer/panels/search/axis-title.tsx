/** What an axis shows and which way is better, with a switch to an axis of powers where that shows more. */
import type { StudyObjective } from '../../../engine/studies/study-plan.ts'

interface AxisTitleProps {
  readonly objective: StudyObjective
  readonly axis: 'x' | 'y'
  /** Undefined where it cannot be one of powers. */
  readonly isLog: boolean | undefined
  readonly onLog: (isLog: boolean) => void
}

const ARROWS = { x: { minimize: '←', maximize: '→' }, y: { minimize: '↓', maximize: '↑' } } as const

export function AxisTitle({ objective, axis, isLog, onLog }: AxisTitleProps) {
  const { name, unit, direction } = objective
  const what = unit === undefined || unit === name ? name : `${name}, ${unit}`
  const better = direction === 'minimize' ? 'lower is better' : 'higher is better'
  return (
    <p className="axis-title" data-axis={axis}>
      {isLog !== undefined && (
        <button
          type="button"
          className="button"
          aria-pressed={isLog}
          aria-label={`Powers of ten along ${name}`}
          title="Equal factors are equally far apart"
          onClick={() => onLog(!isLog)}
        >
          log
        </button>
      )}
      <span className="cut" title={`${what}: ${better}`}>
        {what} <span className="quiet">{better}</span>
      </span>
      <span aria-hidden="true">{ARROWS[axis][direction]}</span>
    </p>
  )
}
