/** Opens an embedded database, writes a row, says so, and does as its second argument says. */
import { openDatabase } from '../storage/open-database.ts'

const [, , folder = '', then = ''] = process.argv
const database = await openDatabase({ kind: 'embedded', folder })
await database.query('create table if not exists held (id bigint)')
await database.query('insert into held select count(*) + 1 from held')
process.stdout.write('written\n')
if (then === 'exit') process.exit(0)
if (then === 'wait') setTimeout(() => {}, 600_000)
