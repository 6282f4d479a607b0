/**
 * Random worlds and programs in a page of headless Chromium: WebAssembly with and without threads,
 * WebGPU, and gpu.js on WebGL2, both drawn in software where there is no graphics card.
 */
import { type Campaign, tryKinds } from '../campaign.ts'
import { openWorkerPage } from '../worker-page.ts'

export const campaign: Campaign = {
  about: 'Random worlds, notations and programs on every back end of a page, in headless Chromium.',
  async run(options) {
    const page = await openWorkerPage<typeof import('../soak-page.ts')>('soak')
    try {
      return await tryKinds(
        await page.module.evaluate(({ soak }) => soak.listKinds()),
        (kind, order) =>
          page.module.evaluate(({ soak }, asked) => soak.tryKind(asked.kind, asked.order), {
            kind,
            order,
          }),
        options,
      )
    } finally {
      await page.close()
    }
  },
}
