/** Reset, play, step and speed. */
import { Pause, Play, RotateCcw, Square, StepBack, StepForward } from 'lucide-react'
import { useRunStore } from '../state/run-store.ts'
import { speedsWith } from '../state/speed-ladder.ts'
import { findObstacle, useWatchStore } from '../state/watch-store.ts'
import { IconButton } from './icon-button.tsx'
import { useRun } from './run-context.ts'

export function Transport() {
  const run = useRun()
  const isPlaying = useRunStore((state) => state.isPlaying)
  const isStepping = useRunStore((state) => state.targetTick !== undefined)
  const isIdle = useRunStore((state) => state.info === undefined || state.phase === 'lost')
  const obstacle = useWatchStore(findObstacle)
  return (
    <div className="transport" role="toolbar" aria-label="Transport">
      <IconButton
        icon={RotateCcw}
        label="Back to the start"
        shortcut="R"
        obstacle={obstacle}
        isDisabled={isIdle}
        onPress={() => void run.reset()}
      />
      <IconButton
        icon={StepBack}
        label="One tick back"
        shortcut=","
        obstacle={obstacle}
        isDisabled={isIdle}
        onPress={() => void run.stepBack(1)}
      />
      <IconButton
        icon={isStepping ? Square : isPlaying ? Pause : Play}
        label={isStepping ? 'Stop' : isPlaying ? 'Pause' : 'Play'}
        shortcut="Space"
        className="primary"
        obstacle={obstacle}
        isDisabled={isIdle}
        onPress={() => void run.togglePlay()}
      />
      <IconButton
        icon={StepForward}
        label="One tick"
        shortcut="."
        obstacle={obstacle}
        isDisabled={isIdle || isStepping}
        onPress={() => void run.step(1)}
      />
      <SpeedSelect />
    </div>
  )
}

function SpeedSelect() {
  const run = useRun()
  const speed = useRunStore((state) => state.speed)
  const speeds = speedsWith(speed)
  const obstacle = useWatchStore(findObstacle)
  return (
    <select
      className="select number speed"
      aria-label="Speed"
      title={obstacle ?? 'Speed (slower [, faster ])'}
      disabled={obstacle !== undefined}
      value={speeds.indexOf(speed)}
      onChange={({ target }) => void run.setSpeed(speeds[Number(target.value)])}
    >
      {speeds.map((value, rung) => (
        <option key={value ?? 'max'} value={rung}>
          {value === undefined ? 'max speed' : `${value} ticks/s`}
        </option>
      ))}
    </select>
  )
}
