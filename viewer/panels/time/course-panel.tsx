/** The course of the run: its timeline above the charts, on one axis. */
import { ChartStrip } from '../charts/chart-strip.tsx'
import './course-panel.css'
import { Timeline } from './timeline.tsx'

export function CoursePanel() {
  return (
    <div className="course">
      <Timeline />
      <ChartStrip />
    </div>
  )
}
