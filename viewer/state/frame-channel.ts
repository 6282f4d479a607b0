/**
 * Where frames pass from the simulation to whatever draws them.
 *
 * Frames are not kept and do not go through React: a consumer reads or uploads the cells while it
 * is called, and the buffer goes back to the worker once the picture has been painted.
 */
import type { Frame } from '../../engine/protocol/simulation-api.ts'

export type FrameConsumer = (frame: Frame) => void

export class FrameChannel {
  readonly #consumers = new Set<FrameConsumer>()
  /** Asks for the present state again; set by whoever runs the frame loop. */
  onRefresh: () => void = () => {}
  /** Settles when what was uploaded is on screen; set by the scene. */
  whenPainted: () => Promise<void> = () => Promise.resolve()

  /** A picture of the scene as it is, of so many pixels; set by the scene while it has something to show. */
  takePicture: ((width: number, height: number) => OffscreenCanvas) | undefined

  /** Adds a consumer, which soon gets the present state; gives the function that removes it. */
  subscribe(consumer: FrameConsumer): () => void {
    this.#consumers.add(consumer)
    this.onRefresh()
    return () => void this.#consumers.delete(consumer)
  }

  /** Hands a frame to all consumers; settles when its buffer may be given back. */
  async show(frame: Frame): Promise<void> {
    for (const consume of this.#consumers) consume(frame)
    await this.whenPainted()
  }
}
