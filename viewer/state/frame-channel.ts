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
  /** Each settles when what was uploaded is on the screen of its view. */
  readonly #painters = new Set<() => Promise<void>>()

  /** A picture of the scene as it is, of so many pixels; set by the scene while it has something to show. */
  takePicture: ((width: number, height: number) => OffscreenCanvas) | undefined

  /** Adds a consumer, which soon gets the present state; gives the function that removes it. */
  subscribe(consumer: FrameConsumer): () => void {
    this.#consumers.add(consumer)
    this.onRefresh()
    return () => void this.#consumers.delete(consumer)
  }

  /** Adds a view, whose pictures are waited for; gives the function that removes it. */
  addPainter(whenPainted: () => Promise<void>): () => void {
    this.#painters.add(whenPainted)
    return () => void this.#painters.delete(whenPainted)
  }

  /** Hands a frame to all consumers; settles when its buffer may be given back. */
  async show(frame: Frame): Promise<void> {
    for (const consume of this.#consumers) consume(frame)
    await this.whenPainted()
  }

  /** Settles when what was handed over last is on the screen of every view. */
  async whenPainted(): Promise<void> {
    await Promise.all([...this.#painters].map((whenPainted) => whenPainted()))
  }
}
