/** The same simulation, with frames and files moved to the other thread instead of copied. */
import * as Comlink from 'comlink'
import { buffersOfFrame } from '../protocol/picture-api.ts'
import type { SimulationApi } from '../protocol/simulation-api.ts'

/** Wraps a simulation for the side of the boundary that answers. */
export function toTransferableApi(simulation: SimulationApi): SimulationApi {
  return {
    load: (source, edits) => simulation.load(source, edits),
    openReplay: (bytes) => simulation.openReplay(bytes),
    async saveReplay() {
      const result = await simulation.saveReplay()
      return result.ok ? Comlink.transfer(result, [result.value.buffer]) : result
    },
    step: (ticks) => simulation.step(ticks),
    runTo: (tick) => simulation.runTo(tick),
    play: (options) => simulation.play(options),
    pause: () => simulation.pause(),
    reset: () => simulation.reset(),
    cancel: () => simulation.cancel(),
    async takeFrame(afterVersion) {
      const frame = await simulation.takeFrame(afterVersion)
      return frame && Comlink.transfer(frame, buffersOfFrame(frame))
    },
    async differFrom(picture) {
      const result = await simulation.differFrom(picture)
      return result.ok ? Comlink.transfer(result, [result.value.marks]) : result
    },
    wishPictures: (wish) => simulation.wishPictures(wish),
    recycle: (buffer) => simulation.recycle(buffer),
    hash: () => simulation.hash(),
    listBackends: () => simulation.listBackends(),
    listMetrics: () => simulation.listMetrics(),
    watchMetrics: (specs) => simulation.watchMetrics(specs),
    async exportPattern(format) {
      const result = await simulation.exportPattern(format)
      return result.ok ? Comlink.transfer(result, [result.value.buffer]) : result
    },
    async takeField(channel) {
      const result = await simulation.takeField(channel)
      return result.ok ? Comlink.transfer(result, [result.value.values]) : result
    },
    async zoneNumbers() {
      const result = await simulation.zoneNumbers()
      return result.ok ? Comlink.transfer(result, [result.value.buffer]) : result
    },
    histogram: (subject) => simulation.histogram(subject),
    listClusters: (connectivity) => simulation.listClusters(connectivity),
    watchProbes: (probes) => simulation.watchProbes(probes),
    beginDamage: (sites) => simulation.beginDamage(sites),
    endDamage: () => simulation.endDamage(),
    listDynamics: () => simulation.listDynamics(),
    async exportData(format) {
      const result = await simulation.exportData(format)
      return result.ok ? Comlink.transfer(result, [result.value.buffer]) : result
    },
    inspect: (site) => simulation.inspect(site),
    inspectBox: (box) => simulation.inspectBox(box),
    inspectZone: (name) => simulation.inspectZone(name),
    followEvents: (subject) => simulation.followEvents(subject),
    edit: (orders) => simulation.edit(orders),
    listEdits: (from) => simulation.listEdits(from),
    checkRule: (text) => simulation.checkRule(text),
    copyBox: (box) => simulation.copyBox(box),
    readClip: (content, fileName) => simulation.readClip(content, fileName),
    replaceEdits: (edits) => simulation.replaceEdits(edits),
    dispose: () => simulation.dispose(),
  }
}
