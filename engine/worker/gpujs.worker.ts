/**
 * The only place in a page that loads gpu.js, which is large and blocks its thread whenever it
 * reads. Wiring only.
 *
 * It draws with WebGL2 and evaluates no strings, so the content policy of every other script holds
 * for this one too; only gpu.js's JavaScript mode, which is for Node, would need more.
 */
import * as Comlink from 'comlink'
import type { GpuJsApi } from './gpujs-api.ts'
import { createGpuJsRuntime } from './gpujs-runtime.ts'
import { GpuJsService } from './gpujs-service.ts'

const service = new GpuJsService(() => createGpuJsRuntime('webgl2'))

const api: GpuJsApi = {
  create: (setup) => service.create(setup),
  write: (cells, tick, firstCell) => service.write(cells, tick, firstCell),
  advance: (ticks) => service.advance(ticks),
  async read(firstCell, count) {
    const result = await service.read(firstCell, count)
    return result.ok ? Comlink.transfer(result, [result.value.buffer]) : result
  },
  release: () => service.release(),
  writePlane: (plane, values) => service.writePlane(plane, values),
  async readPlane(plane, count) {
    const result = await service.readPlane(plane, count)
    return result.ok ? Comlink.transfer(result, [result.value.buffer]) : result
  },
}

Comlink.expose(api)
