import { describeLatticeConformance } from '../../testing/lattice-conformance.ts'
import { createReferenceLatticeKernel } from './reference-lattice-kernel.ts'

describeLatticeConformance('reference', createReferenceLatticeKernel, 60)
