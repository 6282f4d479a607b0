/** The page as a part of another (`?embed`): a run to be looked at, which nothing here changes. */
import { ExternalLink, Pause, Play, StepForward } from 'lucide-react'
import { IconButton } from '../panels/icon-button.tsx'
import { Notices } from '../panels/notices.tsx'
import { RunContext } from '../panels/run-context.ts'
import { WorldScene } from '../scene/world-scene.tsx'
import type { RunController } from '../state/run-controller.ts'
import { useRunStore } from '../state/run-store.ts'
import { CrashBoundary } from './crash-boundary.tsx'
import './embed-app.css'

interface EmbedAppProps {
  readonly run: RunController
  /** The fragment that the page was opened with, with its `#`; a run's own is gone once it is open. */
  readonly fragment: string
}

export function EmbedApp({ run, fragment }: EmbedAppProps) {
  const title = useRunStore(({ info }) => info?.title ?? 'Opening…')
  const rule = useRunStore(({ info }) => info?.rule.canonical ?? '')
  const tick = useRunStore((state) => state.tick)
  const isPlaying = useRunStore((state) => state.isPlaying)
  const isReady = useRunStore(({ phase }) => phase === 'ready')
  const hash = useRunStore(({ hashes, tick: now }) => (hashes?.tick === now ? hashes : undefined))
  return (
    <RunContext value={run}>
      <div className="embed">
        <section className="scene" aria-label={`The world: ${title}`}>
          <div className="scene-canvas">
            <CrashBoundary>
              <WorldScene frames={run.frames} desk={run.desk} />
            </CrashBoundary>
          </div>
          <Notices />
        </section>
        <footer className="embed-bar">
          <IconButton
            icon={isPlaying ? Pause : Play}
            label={isPlaying ? 'Pause' : 'Play'}
            isDisabled={!isReady}
            onPress={() => void run.togglePlay()}
          />
          <IconButton
            icon={StepForward}
            label="One tick"
            isDisabled={!isReady}
            onPress={() => void run.step(1)}
          />
          <h1 title={rule}>{title}</h1>
          <span className="number" title="Tick">
            {tick}
          </span>
          {hash?.stateHash !== undefined && (
            <code className="number quiet" title={`State SHA-256 ${hash.stateHash}`}>
              {hash.stateHash.slice(0, 8)}
            </code>
          )}
          <a
            className="button bare icon"
            href={`${location.pathname}${fragment}`}
            target="_blank"
            rel="noopener"
            aria-label="Open in Thunderline"
            title="Open in Thunderline, where it can be changed"
          >
            <ExternalLink size={16} strokeWidth={1.75} aria-hidden="true" />
          </a>
        </footer>
      </div>
    </RunContext>
  )
}
