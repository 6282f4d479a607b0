/** Every scenario on a WebGPU device gives the hashes that Node agreed on. */
import { startWorker, testScenariosInPage } from '../testing/scenarios-in-page.ts'

testScenariosInPage('webgpu', 'webgpu', startWorker, 39)
