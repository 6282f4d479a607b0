/** A part of the inspector under a small heading. */
import type { ReactNode } from 'react'

interface SectionProps {
  readonly title: string
  /** What stands at the end of the heading's line. */
  readonly action?: ReactNode
  readonly children: ReactNode
}

export function Section({ title, action, children }: SectionProps) {
  return (
    <section className="inspector-section">
      <h2>
        {title}
        {action}
      </h2>
      {children}
    </section>
  )
}
