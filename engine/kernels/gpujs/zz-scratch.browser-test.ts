import { test } from 'vitest'
import { GPU } from 'gpu.js'
test('spike', () => {
  const gpu = new GPU({ mode: 'webgl2' })
  console.log('features', JSON.stringify((gpu.Kernel as any).features))
  const fill = gpu.createKernel(`function (cells, links) {
    const at = links[this.thread.x];
    let v = 0.0;
    if (at >= 0.0) { v = cells[at]; }
    return v;
  }`, { output: [36], pipeline: true, immutable: true, precision: 'single', tactic: 'precision', fixIntegerDivisionAccuracy: false } as any)
  const step = gpu.createKernel(`function (padded, corner) {
    const cell = this.thread.x;
    const y = Math.floor((cell + 0.0) / 4.0);
    const x = cell - y * 4.0;
    const at = x + 6.0 * y + 7.0;
    let n2 = 0.0;
    for (let i = 0; i < 3; i++) { n2 = n2 + padded[at + this.constants.offsets[i]] * this.constants.weights[i]; }
    const n3 = padded[at - 7.0];
    const n4 = this.constants.table[Math.min(Math.max(n2 - 1.0, 0.0), 3.0)];
    const n5 = (n3 < n4 ? 1.0 : 0.0);
    return n5 + n4 + x - corner;
  }`, { output: [16], pipeline: true, immutable: true, precision: 'single', tactic: 'precision', constants: { offsets: [1, -1, 6], weights: [1, 2, 3], table: new Float32Array([5, 6, 7, 8]) }, argumentTypes: { padded: 'ArrayTexture(1)', corner: 'Float' } } as any)
  const cells = Float32Array.from({ length: 16 }, (_, i) => i)
  const links = Float32Array.from({ length: 36 }, (_, i) => { const x = i % 6 - 1, y = Math.floor(i / 6) - 1; return x < 0 || x > 3 || y < 0 || y > 3 ? -1 : x + 4 * y })
  const padded = fill(cells, links) as any
  console.log(padded.constructor.name, padded.toArray().join())
  const out = step(padded, 1) as any
  console.log(out.constructor.name, out.toArray().join())
  console.log((step as any).kernel.compiledFragmentShader?.split('int index;')[1])
  console.log((fill as any).kernel.compiledFragmentShader?.split('// Dragons end here')[1].slice(-1500))
})
