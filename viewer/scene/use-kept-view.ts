/**
 * A camera that somebody has moved stays where it is, though the window on a world without an end
 * grows: what is drawn keeps its place before it.
 */
import { useThree } from '@react-three/fiber'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { WorldBox } from '../../engine/lattice/world-box.ts'
import { useRunStore } from '../state/run-store.ts'
import { shiftBetween } from './camera-fit.ts'
import { targetedControlsOf } from './targeted-controls.ts'

export interface KeptView {
  /** Tells that somebody has moved the camera. */
  readonly keepView: () => void
  /** The box to fit the camera to: the present one, until the camera is moved. */
  readonly fittedBox: WorldBox
}

/** @param fitCount a wish to fit again, whatever was moved; so is another run. */
export function useKeptView(box: WorldBox, fitCount: number): KeptView {
  const get = useThree((state) => state.get)
  const source = useRunStore((state) => state.source)
  const wish = useMemo(() => ({ fitCount, source }), [fitCount, source])
  const keptFor = useRef<object>(undefined)
  const last = useRef(box)
  const [fittedBox, setFittedBox] = useState(box)
  useEffect(() => {
    const before = last.current
    last.current = box
    if (keptFor.current !== wish) {
      setFittedBox(box)
      return
    }
    const [x, y, z] = shiftBetween(before, box)
    const state = get()
    const { camera, invalidate } = state
    camera.position.set(camera.position.x + x, camera.position.y + y, camera.position.z + z)
    const targeted = targetedControlsOf(state)
    targeted?.target.set(targeted.target.x + x, targeted.target.y + y, targeted.target.z + z)
    targeted?.update()
    invalidate()
  }, [box, wish, get])
  const keepView = useCallback(() => {
    keptFor.current = wish
  }, [wish])
  return { keepView, fittedBox }
}
