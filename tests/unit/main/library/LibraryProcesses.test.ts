import { expect, test } from 'vitest'
import type { ChildPort } from '../../../../src/main/library/childPort'
import { LibraryProcesses } from '../../../../src/main/library/LibraryProcesses'

/** Processes that do nothing but end when they are told to. */
const started = () => {
  const children: { readonly port: ChildPort; end(): void }[] = []
  const processes = new LibraryProcesses(() => {
    const listeners: ((code: number) => void)[] = []
    const port: ChildPort = {
      post: () => {},
      onMessage: () => {},
      onExit: (listener) => listeners.push(listener),
      kill: () => {},
    }
    children.push({
      port,
      end: () => {
        for (const listener of listeners) listener(1)
      },
    })
    return port
  })
  return { children, processes }
}

test('the process that was started ahead is the first one that is asked for, and only that', () => {
  const { children, processes } = started()
  processes.startAhead()
  expect(children).toHaveLength(1)
  expect(processes.spawn()).toBe(children[0]?.port)
  expect(processes.spawn()).toBe(children[1]?.port)
  expect(children).toHaveLength(2)
})

test('one that has ended before it was asked for is not given out', () => {
  const { children, processes } = started()
  processes.startAhead()
  children[0]?.end()
  expect(processes.spawn()).toBe(children[1]?.port)
})

test('without one, each that is asked for is started', () => {
  const { children, processes } = started()
  expect(processes.spawn()).toBe(children[0]?.port)
})
