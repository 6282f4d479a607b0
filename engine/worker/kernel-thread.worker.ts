/**
 * A thread that helps a WebAssembly kernel: it serves until it is terminated. Wiring only.
 *
 * It blocks inside WebAssembly, so it hears no message after the first.
 */

/** The first and only message. */
export interface KernelThreadOrder {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  readonly index: number
}

addEventListener('message', ({ data }: MessageEvent<KernelThreadOrder>) => {
  const { module, memory, index } = data
  const { serve } = new WebAssembly.Instance(module, { env: { memory } }).exports
  if (typeof serve === 'function') serve(index)
})
