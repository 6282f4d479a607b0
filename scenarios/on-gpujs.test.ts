/** Every scenario on gpu.js as it computes without a graphics device, in JavaScript. */
import { testScenariosInNode } from '../engine/testing/scenarios-in-node.ts'

await testScenariosInNode('gpujs', 1, 36)
