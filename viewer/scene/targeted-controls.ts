/** The controls that turn the camera about a point. */
import type { RootState } from '@react-three/fiber'
import type { Vector3 } from 'three'

/** What every kind of orbit controls has, of whatever camera. */
export interface TargetedControls {
  /** Where the camera looks, in units of the scene; it may be set, and `update` then tells. */
  readonly target: Vector3
  update(): void
}

/** Those of a scene; undefined as long as it has none. The scene knows them as any receiver of events. */
export function targetedControlsOf({ controls }: RootState): TargetedControls | undefined {
  if (controls === null || !('target' in controls) || !('update' in controls)) return undefined
  return controls as typeof controls & TargetedControls
}
