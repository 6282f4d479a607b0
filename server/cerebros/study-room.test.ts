import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../storage/open-database.ts'
import { createEmbeddedFolder } from '../testing/embedded-folder.ts'
import { StudyRoom } from './study-room.ts'

async function openRoom() {
  const { folder, dispose } = await createEmbeddedFolder()
  const database = await openDatabase({ kind: 'embedded', folder })
  onTestFinished(async () => {
    await database.close()
    dispose()
  })
  const clock = { ms: 0 }
  const room = new StudyRoom({ database, most: { all: 3, own: 2 }, now: () => clock.ms })
  return { room, clock }
}

test('a place is kept while a study is read, and for half a minute until it is on record', async () => {
  const { room, clock } = await openRoom()
  const full = { code: 'cerebros/too-many-studies' }
  const a = await room.take('a', 'me')
  await room.take('b', 'me')
  // To read a record takes two minutes at most, and others go first.
  clock.ms = 1_000_000
  await expect(room.take('c', 'me')).rejects.toMatchObject(full)
  room.settle(a)
  clock.ms += 30_000
  await expect(room.take('c', 'me')).rejects.toMatchObject(full)
  clock.ms++
  await room.take('c', 'me')
})

test('two requests for one study have one place, and neither gives that of the other away', async () => {
  const { room } = await openRoom()
  const full = { code: 'cerebros/too-many-studies' }
  const first = await room.take('a', 'me')
  await room.take('b', 'me')
  const second = await room.take('a', 'me')
  await expect(room.take('c', 'me')).rejects.toMatchObject(full)
  room.leave(second)
  await expect(room.take('c', 'me')).rejects.toMatchObject(full)
  // Nor does somebody else who asks under the same id free the place of who was first.
  await room.take('a', 'you')
  await expect(room.take('c', 'me')).rejects.toMatchObject(full)
  await room.take('c', 'you')
  room.leave(first)
  // Others have places of it still, so that there are three, which is all that there is.
  await expect(room.take('d', 'me')).rejects.toMatchObject(full)
})
