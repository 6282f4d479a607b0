/** Says that the picture of a world without an end leaves something out. */
import { useRunStore } from '../state/run-store.ts'
import './clipped-note.css'

export function ClippedNote() {
  const isClipped = useRunStore((state) => state.isClipped)
  // The element stays, so that what appears in it is read out.
  return (
    <p className="clipped-note" role="status">
      {isClipped && 'The picture shows the middle: what is alive reaches beyond it.'}
    </p>
  )
}
