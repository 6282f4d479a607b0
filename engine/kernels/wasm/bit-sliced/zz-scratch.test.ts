import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createReferenceKernel } from '/work/main/engine/kernels/reference/reference-kernel.ts'
import { KernelUnsupportedError } from '/work/main/engine/kernels/errors.ts'
import { runWorld } from '/work/main/engine/testing/run-world.ts'
import { anyWorld } from '/work/main/engine/testing/worlds.ts'
import { recognizeForm } from '/work/main/engine/rules/program/recognize-form.ts'
import { createBitSlicedKernel } from '/work/main/engine/kernels/wasm/bit-sliced/bit-sliced-kernel.ts'
const create=(setup:any)=>createBitSlicedKernel(setup, recognizeForm(setup.rule.program))
test('agrees', async () => {
  let ran=0, refused=new Map<string,number>()
  await fc.assert(fc.asyncProperty(anyWorld, async (world: any)=>{
    let k
    try { k=create(world.setup); k.dispose() } catch(e){ if(e instanceof KernelUnsupportedError){ const r=e.details.reason.replace(/\d+/g,'N'); refused.set(r,(refused.get(r)??0)+1); return } throw e }
    ran++
    const expected = await runWorld(createReferenceKernel, world)
    expect(await runWorld(create, world)).toEqual(expected)
  }),{numRuns:Number(process.env.RUNS??300), seed: process.env.SEED?Number(process.env.SEED):undefined})
  console.log('ran',ran,refused)
},600000)
