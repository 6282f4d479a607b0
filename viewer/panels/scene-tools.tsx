/** What moves the camera by itself, in a corner of the scene. */
import { Maximize, Orbit } from 'lucide-react'
import { useRunStore } from '../state/run-store.ts'
import { fitView, setView, useViewStore } from '../state/view-store.ts'
import { IconButton } from './icon-button.tsx'
import './scene-tools.css'

export function SceneTools() {
  const isTurning = useViewStore((state) => state.isTurning)
  const isSolid = useRunStore(({ info }) => info?.rule.dimensions === 3)
  return (
    <div className="scene-tools">
      {isSolid && (
        <IconButton
          icon={Orbit}
          label={isTurning ? 'Stop turning' : 'Turn slowly'}
          shortcut="G"
          isPressed={isTurning}
          onPress={() => setView({ isTurning: !isTurning })}
        />
      )}
      <IconButton icon={Maximize} label="See the whole world" shortcut="0" onPress={fitView} />
    </div>
  )
}
