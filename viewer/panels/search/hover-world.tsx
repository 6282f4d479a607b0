/** The small world of the trial that a plot's pointer or keys rest on, in the corner away from it. */
import { SmallWorld } from './small-world.tsx'

interface HoverWorldProps {
  readonly trial: number
  /** Where the trial lies in the plot. */
  readonly side: 'left' | 'right'
}

export function HoverWorld({ trial, side }: HoverWorldProps) {
  return (
    <div className="hover-world" data-side={side === 'left' ? 'right' : 'left'}>
      <p className="number">trial {trial}</p>
      <SmallWorld trial={trial} />
    </div>
  )
}
