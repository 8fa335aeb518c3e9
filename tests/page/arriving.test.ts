import { ask } from '../e2e/fixtures'
import { syncOn } from '../fakes/syncCalls'
import { expect, inMain, test } from './fixtures'

test('a picture whose file is still to come says so quietly, and is tried again when it has come', async ({
  open,
}) => {
  const page = await open({ sync: syncOn({ type: 'folder', path: '/home/user/Cloud' }) })
  const pictureId = 'a'.repeat(64)
  await inMain(
    page,
    (fake, pictureId) => {
      fake.script = () => [
        { type: 'part', part: { type: 'picture', prompt: 'A kite', pictureId, width: 64, height: 64 } },
      ]
    },
    pictureId,
  )
  await ask(page, 'Draw a kite')
  await expect(page.getByRole('note')).toHaveText('This picture is not here yet. It shows: “A kite”')
  // The page of the tests has no files: what is tried again is found to be lost.
  await inMain(page, (fake, pictureId) => fake.tell({ type: 'blobs.arrived', ids: [pictureId] }), pictureId)
  await expect(page.getByRole('note')).toHaveText('The file of this picture is missing. It showed: “A kite”')
})
