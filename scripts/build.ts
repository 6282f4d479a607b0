/** `npm run build`: the viewer for production and the command line as one file. */
import { buildCli } from './build-cli.ts'
import { buildViewer } from './build-viewer.ts'

await buildViewer()
await buildCli()
