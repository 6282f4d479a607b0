/** Shows what broke instead of an empty page; the rest of the page goes on. */
import { Component, type ReactNode } from 'react'

interface CrashBoundaryProps {
  readonly children: ReactNode
}

export class CrashBoundary extends Component<CrashBoundaryProps, { readonly message?: string }> {
  override readonly state: { readonly message?: string } = {}

  static getDerivedStateFromError(thrown: unknown) {
    return { message: thrown instanceof Error ? thrown.message : String(thrown) }
  }

  override render(): ReactNode {
    const { message } = this.state
    if (message === undefined) return this.props.children
    return (
      <div className="crash" role="alert">
        <h2>This part of the page broke</h2>
        <p>{message}</p>
        <p className="quiet">Reload the page to try again; what was open comes back.</p>
      </div>
    )
  }
}
