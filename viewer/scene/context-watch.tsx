/** Notices when the graphics card has lost what a view had on it, and when it can be drawn on again. */
import { useThree } from '@react-three/fiber'
import { useEffect, useEffectEvent } from 'react'

interface ContextWatchProps {
  readonly onLost: () => void
  readonly onRestored: () => void
}

export function ContextWatch({ onLost, onRestored }: ContextWatchProps) {
  const canvas = useThree((state) => state.gl.domElement)
  const tellLost = useEffectEvent(onLost)
  const tellRestored = useEffectEvent(onRestored)
  useEffect(() => {
    const ended = new AbortController()
    const { signal } = ended
    canvas.addEventListener('webglcontextlost', () => tellLost(), { signal })
    canvas.addEventListener('webglcontextrestored', () => tellRestored(), { signal })
    return () => ended.abort()
  }, [canvas])
  return null
}
