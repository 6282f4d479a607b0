/** Every scenario on gpu.js, in WebGL2, gives the hashes that Node agreed on. */
import { startWorker, testScenariosInPage } from '../testing/scenarios-in-page.ts'

testScenariosInPage('gpujs', 'gpujs', startWorker, 36)
