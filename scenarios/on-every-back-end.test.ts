/**
 * Every scenario on every back end that Node has, against the hashes that its file expects. One goes
 * to the end of each world that has one, the others half of the way.
 */
import { testScenariosInNode } from '../engine/testing/scenarios-in-node.ts'

await testScenariosInNode('cpu', 1, 29, 'half')
await testScenariosInNode('wasm', 1, 47)
await testScenariosInNode('wasm', 2, 47, 'half')
await testScenariosInNode('sparse', 1, 6)
await testScenariosInNode('hashlife', 1, 3)
await testScenariosInNode('auto', 2, 53, 'half')
