import { expect, test } from 'vitest'

test('a page with our headers is cross-origin isolated, so it may share memory', () => {
  expect(globalThis.crossOriginIsolated).toBe(true)
  expect(new SharedArrayBuffer(8).byteLength).toBe(8)
})

test('the test browser draws with WebGL2, in software where there is no graphics card', () => {
  const gl = document.createElement('canvas').getContext('webgl2')
  expect(gl?.getParameter(gl.MAX_3D_TEXTURE_SIZE)).toBeGreaterThanOrEqual(256)
})
