import { expect, onTestFinished, test } from 'vitest'
import { createGpuJsKernel } from '../kernels/gpujs/gpujs-kernel.ts'
import { DeviceLostError } from '../kernels/webgpu/errors.ts'
import { TORUS } from '../lattice/topology.ts'
import { createProgramBuilder } from '../rules/program/program-builder.ts'
import { ruleOf } from '../testing/programs.ts'
import { createGpuJsRuntime } from './gpujs-runtime.ts'
import { GpuJsService } from './gpujs-service.ts'

/** Every WebGL2 context that is made until the test ends. */
function collectContexts(): readonly WebGL2RenderingContext[] {
  const contexts: WebGL2RenderingContext[] = []
  const { getContext } = HTMLCanvasElement.prototype
  HTMLCanvasElement.prototype.getContext = new Proxy(getContext, {
    apply(target, canvas, given) {
      const context: unknown = Reflect.apply(target, canvas, given)
      if (context instanceof WebGL2RenderingContext) contexts.push(context)
      return context
    },
  })
  onTestFinished(() => {
    HTMLCanvasElement.prototype.getContext = getContext
  })
  return contexts
}

test('a kernel after a context that was lost meanwhile has another', async () => {
  const contexts = collectContexts()
  const service = new GpuJsService(() => createGpuJsRuntime('webgl2'))
  const builder = createProgramBuilder({ dimensions: 1, states: 2 })
  const rule = ruleOf(builder.finish(builder.binary('sub', builder.constant(1), builder.own())))
  const setup = { size: { x: 8, y: 1, z: 1 }, topology: TORUS, rule, seed: 0n }
  expect(await service.create(setup)).toMatchObject({ ok: true })
  expect(await service.advance(1)).toMatchObject({ ok: true })
  await service.release()
  for (const context of contexts) context.getExtension('WEBGL_lose_context')?.loseContext()
  expect(await service.create(setup)).toMatchObject({ ok: true })
  await service.advance(1)
  expect(await service.read(0, 8)).toEqual({ ok: true, value: new Uint8Array(8).fill(1) })
})

test('a lost context is an error, and never a world of zeros', async () => {
  const contexts = collectContexts()
  const runtime = createGpuJsRuntime('webgl2')!
  const builder = createProgramBuilder({ dimensions: 1, states: 2 })
  const rule = ruleOf(builder.finish(builder.binary('sub', builder.constant(1), builder.own())))
  const setup = { size: { x: 8, y: 1, z: 1 }, topology: TORUS, rule, seed: 0n }
  const kernel = await createGpuJsKernel(setup, runtime)
  await kernel.advance(1)
  for (const context of contexts) context.getExtension('WEBGL_lose_context')?.loseContext()
  expect(() => kernel.read(new Uint8Array(8))).toThrow(DeviceLostError)
  await expect(async () => kernel.advance(1)).rejects.toThrow(DeviceLostError)
})
