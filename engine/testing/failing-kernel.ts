/** A kernel whose device goes, wherever a test wants it to. */
import type { LastingKernel } from '../kernels/webgpu/lasting-kernel.ts'

/**
 * A kernel that is right until a call fails; from then on every call but `dispose` does.
 *
 * @param kernel does the work until then, and is owned from now on.
 * @param failingCall the first call that fails, counted from 1.
 */
export function createFailingKernel<K extends LastingKernel<never>>(
  kernel: K,
  failingCall: number,
  error: Error,
): K {
  let calls = 0
  const guard = () => {
    if (++calls < failingCall) return
    // What a lost device leaves behind is anything but the state.
    kernel.advance(1)
    throw error
  }
  return new Proxy(kernel, {
    get(target, name) {
      if (name === 'backend') return 'webgpu'
      const method: unknown = Reflect.get(target, name, target)
      if (typeof method !== 'function') return method
      return (...given: unknown[]): unknown => {
        if (name !== 'dispose') guard()
        return Reflect.apply(method, target, given)
      }
    },
  })
}
