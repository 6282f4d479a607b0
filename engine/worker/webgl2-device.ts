/** The device behind WebGL2 in the page that this worker belongs to. */
import type { DrawingDevice } from '../kernels/machine.ts'
import type { Missing } from '../kernels/missing.ts'

/**
 * Names of renderers that draw in software: those of Chromium, of Mesa and of Windows. WebGL has no
 * flag for it, unlike WebGPU.
 */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i

/** Asks a context that it then gives back. */
export function describeWebGl2(): DrawingDevice | Missing {
  if (typeof OffscreenCanvas === 'undefined') {
    return { missing: 'the browser draws nothing outside of its page' }
  }
  const context = new OffscreenCanvas(1, 1).getContext('webgl2')
  if (context === null) return { missing: 'the browser has no WebGL2' }
  const debug = context.getExtension('WEBGL_debug_renderer_info')
  const name = String(context.getParameter(debug?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER))
  context.getExtension('WEBGL_lose_context')?.loseContext()
  return { name, isFallback: SOFTWARE.test(name) }
}
