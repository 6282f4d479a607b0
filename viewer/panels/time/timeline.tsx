/** The course of the run as a line: where it stands, what happened, and ways to any of its ticks. */
import { Columns2, GitBranch, Repeat, ZoomOut } from 'lucide-react'
import { formatExact } from '../../design/format-number.ts'
import { useBranchStore } from '../../state/branch-desk.ts'
import { useCompareStore } from '../../state/compare-store.ts'
import { useMeasureStore } from '../../state/measure-store.ts'
import { useRunStore } from '../../state/run-store.ts'
import { showSpan, useTimeStore } from '../../state/time-store.ts'
import { toggleLoop } from '../../state/toggle-loop.ts'
import { findObstacle, useWatchStore } from '../../state/watch-store.ts'
import { useSeries } from '../charts/use-series.ts'
import { IconButton } from '../icon-button.tsx'
import { NumberField } from '../number-field.tsx'
import { useRun } from '../run-context.ts'
import './timeline.css'
import { TimelineTrack } from './timeline-track.tsx'

export function Timeline() {
  const isThere = useRunStore(({ info }) => info !== undefined)
  return (
    <section className="timeline" aria-label="Timeline">
      {isThere ? (
        <>
          <TimelineTrack />
          <TimeTools />
        </>
      ) : (
        <p className="quiet timeline-empty">Open a world to see its course.</p>
      )}
    </section>
  )
}

function TimeTools() {
  const run = useRun()
  const tick = useRunStore((state) => state.tick)
  const isIdle = useRunStore(({ phase }) => phase !== 'ready')
  const obstacle = useWatchStore(findObstacle)
  const isLooping = useTimeStore((state) => state.isLooping)
  const isZoomed = useTimeStore(({ shown }) => shown !== undefined)
  return (
    <div className="timeline-tools">
      <div className="timeline-goto">
        <NumberField
          label="Tick"
          low={0}
          high={Number.MAX_SAFE_INTEGER}
          step={1}
          value={tick}
          onChange={(to) => void run.runTo(to)}
        />
      </div>
      <IconButton
        icon={Repeat}
        label={isLooping ? 'Do not repeat the range' : 'Repeat a range'}
        shortcut="4"
        isPressed={isLooping}
        obstacle={obstacle}
        isDisabled={isIdle}
        onPress={() => void toggleLoop(run)}
      />
      {isLooping && <LoopRange />}
      {isZoomed && (
        <IconButton icon={ZoomOut} label="Show all ticks" onPress={() => showSpan(undefined)} />
      )}
      <IconButton
        icon={GitBranch}
        label="Branch off here"
        shortcut="W"
        obstacle={obstacle}
        isDisabled={isIdle}
        onPress={() => void run.branches.part()}
      />
      <BranchChoice />
      <CompareToggle />
      <KnownSpan />
    </div>
  )
}

/** The present course, and ways to the others. */
function BranchChoice() {
  const run = useRun()
  const branches = useBranchStore((state) => state.branches)
  const current = useBranchStore((state) => state.current)
  const obstacle = useWatchStore(findObstacle)
  if (branches.length === 1) return null
  return (
    <select
      className="select"
      aria-label="Branch"
      title={obstacle ?? 'The branch of the run that is seen'}
      disabled={obstacle !== undefined}
      value={current}
      onChange={({ target }) => void run.branches.goTo(Number(target.value))}
    >
      {branches.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  )
}

function CompareToggle() {
  const run = useRun()
  const isOn = useCompareStore(({ phase }) => phase !== 'off')
  const isIdle = useRunStore(({ phase }) => phase !== 'ready')
  const obstacle = useWatchStore(findObstacle)
  return (
    <IconButton
      icon={Columns2}
      label={isOn ? 'Stop comparing' : 'Compare'}
      shortcut="D"
      isPressed={isOn}
      obstacle={obstacle}
      isDisabled={isIdle}
      onPress={() => void run.toggleCompare()}
    />
  )
}

function LoopRange() {
  const run = useRun()
  const range = useTimeStore((state) => state.range)
  if (range === undefined) return null
  const { from, to } = range
  return (
    <div className="timeline-range">
      <NumberField
        label="from"
        low={0}
        high={to - 1}
        step={1}
        value={from}
        onChange={(next) => void run.setLoop({ from: next, to })}
      />
      <NumberField
        label="to"
        low={from + 1}
        high={Number.MAX_SAFE_INTEGER}
        step={1}
        value={to}
        onChange={(next) => void run.setLoop({ from, to: next })}
      />
    </div>
  )
}

/** How far the run is known, where that is further than where it stands. */
function KnownSpan() {
  const { population } = useSeries()
  const tick = useRunStore((state) => state.tick)
  useMeasureStore(({ version }) => version)
  const last = population.last?.tick ?? 0
  if (last <= tick) return null
  return <p className="quiet number timeline-known">known to {formatExact(last)}</p>
}
