import { AppError } from '@shared/ipc/errors'
import { answerCalls, PortCalls } from '@shared/sync/directPort'
import { expect, test } from 'vitest'
import { channelHere } from '../../../fakes/syncHostHere'

const gone = { code: 'library/unavailable' }

test('asks and answers over a channel; failures keep their code, faults tell nothing', async () => {
  const [one, other] = channelHere()
  const faults: unknown[] = []
  answerCalls(
    other,
    {
      double: (input: number) => input * 2,
      refuse: () => {
        throw new AppError('library/disk-full', 'Full', { freeBytes: 3 })
      },
      break: () => {
        throw new Error('a secret')
      },
    },
    (error) => faults.push(error),
  )
  const calls = new PortCalls()
  calls.use(one)
  expect(await Promise.all([calls.call('double', 4), calls.call('double', 5)])).toEqual([8, 10])
  await expect(calls.call('refuse', null)).rejects.toMatchObject({
    code: 'library/disk-full',
    data: { freeBytes: 3 },
  })
  await expect(calls.call('break', null)).rejects.toMatchObject({ code: 'internal', message: '' })
  await expect(calls.call('toString', null)).rejects.toMatchObject({ code: 'ipc/bad-input' })
  expect(faults).toHaveLength(1)
})

test('what was not answered fails when the other end goes; a new channel serves what comes then', async () => {
  const calls = new PortCalls()
  await expect(calls.call('any', null)).rejects.toMatchObject(gone)
  const [one, other] = channelHere()
  calls.use(one)
  const asked = calls.call('slow', null)
  other.close()
  await expect(asked).rejects.toMatchObject(gone)
  await expect(calls.call('any', null)).rejects.toMatchObject(gone)

  const [next, itsOther] = channelHere()
  answerCalls(itsOther, { any: () => 'again' }, () => {})
  calls.use(next)
  expect(await calls.call('any', null)).toBe('again')
  // A channel in the place of one that is still open: what waited there fails as well.
  const [third] = channelHere()
  const waiting = calls.call('slow', null)
  calls.use(third)
  await expect(waiting).rejects.toMatchObject(gone)
})
