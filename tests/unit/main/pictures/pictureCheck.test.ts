import { describe, expect, it } from 'vitest'
import { PictureEndedPage, pictureCheck, unlessAborted } from '../../../../src/main/pictures/pictureCheck'
import { PageEnded } from '../../../../src/main/shell/hiddenPage'
import { samplePng } from '../../../e2e/helpers/pictures'

/** A page that does one after the other of these, and then only says that the picture is whole. */
const pageThat = (...answers: readonly (() => unknown)[]) => {
  const verbs: string[] = []
  const left = [...answers]
  const check = pictureCheck(async (_bytes, verb) => {
    verbs.push(verb)
    return (left.shift() ?? (() => true))()
  })
  return { check, verbs }
}
const failing = (error: Error) => () => {
  throw error
}

describe('A picture', () => {
  it('is refused where the decoder says no, and where it is none at all', async () => {
    const { check, verbs } = pageThat(() => false)
    await expect(check(await samplePng(1))).rejects.toMatchObject({ code: 'picture/unreadable' })
    expect(verbs).toEqual(['isWhole("image/png")'])
    await expect(check(new Uint8Array(40))).rejects.toBeInstanceOf(Error)
    expect(verbs).toHaveLength(1)
  })

  it('passes where the opener failed and not the picture: it may have been paid for', async () => {
    await expect(
      pageThat(failing(new Error('ERR_FAILED'))).check(await samplePng(2)),
    ).resolves.toBeUndefined()
    await expect(pageThat(failing(new PageEnded())).check(await samplePng(2))).resolves.toBeUndefined()
  })

  it('is opened once more where its page went down, and refused where it does so again', async () => {
    const once = pageThat(failing(new PictureEndedPage()))
    await once.check(await samplePng(3))
    expect(once.verbs).toHaveLength(2)
    const twice = pageThat(failing(new PictureEndedPage()), failing(new PictureEndedPage()))
    await expect(twice.check(await samplePng(3))).rejects.toMatchObject({ code: 'picture/unreadable' })
    expect(twice.verbs).toHaveLength(2)
  })

  it('that was cancelled neither passes nor is refused', async () => {
    const stopping = new AbortController()
    const { check } = pageThat(() => {
      stopping.abort()
      throw new Error('The page was closed')
    })
    await expect(check(await samplePng(4), stopping.signal)).rejects.toMatchObject({ name: 'AbortError' })
  })
})

it('a stop is heard while another picture has its turn', async () => {
  const stopping = new AbortController()
  const waiting = unlessAborted(new Promise<void>(() => {}), stopping.signal)
  stopping.abort()
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' })
})
