/** Tells the worker what the scene needs with each picture, and the panels what has come. */
import type { PictureWish, ShadeWish } from '../../engine/protocol/picture-api.ts'
import type { Frame, RunInfo } from '../../engine/protocol/simulation-api.ts'
import type { SimulationSession } from '../session/simulation-session.ts'
import type { FrameChannel } from './frame-channel.ts'
import { useRunStore } from './run-store.ts'
import { chooseColorMode, type SceneState, setScene, useSceneStore } from './scene-store.ts'
import { type RenderMode, useViewStore } from './view-store.ts'

export class PictureDesk {
  readonly #simulation: SimulationSession['simulation']
  readonly #stops: (() => void)[]
  /** What was asked for last, as text. */
  #asked = describe({ shades: undefined, wantsDensity: false })

  constructor(simulation: SimulationSession['simulation'], frames: FrameChannel) {
    this.#simulation = simulation
    const ask = () => this.#ask()
    this.#stops = [
      frames.subscribe((frame) => tellShades(frame)),
      useSceneStore.subscribe(ask),
      useRunStore.subscribe((now, before) => now.info !== before.info && ask()),
      useViewStore.subscribe((now, before) => now.renderMode !== before.renderMode && ask()),
    ]
    ask()
  }

  /** Asks again, as of a worker that has taken the place of another. */
  didReconnect(): void {
    this.#asked = ''
    this.#ask()
  }

  dispose(): void {
    for (const stop of this.#stops) stop()
  }

  #ask(): void {
    const { info } = useRunStore.getState()
    const wish = wishOf(info, useSceneStore.getState(), useViewStore.getState().renderMode)
    const asked = describe(wish)
    if (asked === this.#asked) return
    this.#asked = asked
    // It cannot fail: what a world does not have is left out of its pictures.
    void this.#simulation.wishPictures(wish)
  }
}

const describe = (wish: PictureWish) => JSON.stringify(wish)

/** What a scene like this needs of the worker. */
export function wishOf(
  info: RunInfo | undefined,
  scene: Pick<SceneState, 'colorMode' | 'colorPlane' | 'colorRange'>,
  renderMode: RenderMode,
): PictureWish {
  const wantsDensity = renderMode === 'surface' && info?.rule.dimensions === 3
  return { shades: info && shadesOf(info, scene), wantsDensity }
}

function shadesOf(
  info: RunInfo,
  scene: Pick<SceneState, 'colorMode' | 'colorPlane' | 'colorRange'>,
): ShadeWish | undefined {
  const mode = chooseColorMode(info, scene)
  if (mode === 'state' || mode === 'depth') return undefined
  if (mode !== 'plane') return { kind: mode }
  return { kind: mode, name: scene.colorPlane ?? '', range: scene.colorRange }
}

function tellShades({ extras }: Frame): void {
  const told = useSceneStore.getState().shades
  if (extras?.shades === undefined) {
    if (told !== undefined) setScene({ shades: undefined })
    return
  }
  const { places: _, ...shades } = extras.shades
  if (JSON.stringify(told) !== JSON.stringify(shades)) setScene({ shades })
}
