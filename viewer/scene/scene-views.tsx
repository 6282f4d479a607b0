/** One to four views of the world, each with a camera of its own. */
import type { FrameChannel } from '../state/frame-channel.ts'
import { useRunStore } from '../state/run-store.ts'
import { setScene, useSceneStore } from '../state/scene-store.ts'
import type { WorldDesk } from '../state/world-desk.ts'
import './scene-views.css'
import { WorldScene } from './world-scene.tsx'

interface SceneViewsProps {
  readonly frames: FrameChannel
  readonly desk: WorldDesk
}

/** From where the views of a solid world first look, in their order. */
const NAMES = ['Free', 'From the front', 'From above', 'From the right'] as const

export function SceneViews({ frames, desk }: SceneViewsProps) {
  const viewCount = useSceneStore((state) => state.viewCount)
  const activeView = useSceneStore((state) => state.activeView)
  const isSolid = useRunStore(({ info }) => info?.rule.dimensions === 3)
  const isAlone = viewCount === 1
  return (
    <div className="scene-views" data-count={viewCount}>
      {NAMES.slice(0, viewCount).map((name, i) => (
        <div
          key={name}
          className="scene-view"
          data-active={!isAlone && activeView === i}
          onPointerDownCapture={() => setScene({ activeView: i })}
        >
          <WorldScene frames={frames} desk={desk} viewIndex={i} />
          {!isAlone && <span className="view-name">{isSolid ? name : `View ${i + 1}`}</span>}
        </div>
      ))}
    </div>
  )
}
