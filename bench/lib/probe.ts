// Runs in the page, in Parley's and in the floor's alike. Passed as text: it may use nothing from outside
// itself.

/** The times at which something was seen, in milliseconds of the page's clock. */
export interface Seen {
  readonly at: number
  readonly how: 'element-timing' | 'frame'
  /** The time at which it came into the document, before layout and drawing. */
  readonly changedAt: number
}

/** The times from the moment the system had the key. */
export interface KeyTimes {
  /** The time until the page got the event: as long as other work was in its way. */
  readonly heard: number
  /** The time until the frame that shows it was produced. */
  readonly painted: number
}

/** Looks on as little as it can: nothing is observed that was not asked for. */
export interface Probe {
  /** Resolves once text is shown, in view, and its frame was produced. Each text may be waited for once. */
  painted(text: string): Promise<Seen>
  /** Resolves when no answer is being written any more. */
  idle(): Promise<void>
  /** Begins to note long tasks; a later call forgets those before. */
  watchTasks(): void
  /** Durations of tasks of more than 50 ms since `watchTasks`, in milliseconds. */
  longTasks(): readonly number[]
  /** Begins to note keys; a later call forgets those before. */
  watchKeys(): void
  /** Each key since `watchKeys` whose frame was produced, in milliseconds from the input event. */
  keys(): readonly KeyTimes[]
  /** Begins to note how long frames take; a later call forgets those before. */
  watchFrames(): void
  /** Milliseconds from frame to frame since `watchFrames`, which this ends. */
  frames(): readonly number[]
  now(): number
  /** The reason why `painted` may still be waiting for a text. */
  state(text: string): string
  /** The point to click on for the link of this name. */
  linkCentre(name: string): { x: number; y: number } | null
}

declare global {
  interface Window {
    bench: Probe
    /** The probe that the harness provides. */
    benchUsable(text: string): void
  }
}

/**
 * Tells when the composer is there, shown, focused in a focused window: when the next key would land in it.
 */
export const announceComposer = (): void => {
  if (window.top !== window) return
  let isOver = false
  const composer = () => document.querySelector<HTMLTextAreaElement>('textarea[aria-label="Message"]')
  const look = () => {
    const field = composer()
    if (isOver || !field || field.disabled || !document.hasFocus() || document.activeElement !== field) return
    isOver = true
    observer.disconnect()
    removeEventListener('focus', look, true)
    // After the frame that shows it.
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => window.benchUsable(String(performance.now()))
      port2.postMessage(null)
    })
  }
  const observer = new MutationObserver(look)
  observer.observe(document, { subtree: true, childList: true })
  addEventListener('focus', look, true)
  document.addEventListener('DOMContentLoaded', look)
}

export const installProbe = (): void => {
  const frame = () =>
    new Promise<number>((resolve) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => resolve(performance.now())
        port2.postMessage(null)
      })
    })
  const isInView = (element: Element) => {
    const box = element.getBoundingClientRect()
    const log = element.closest('[role="log"]')?.getBoundingClientRect()
    const top = log?.top ?? 0
    const bottom = log?.bottom ?? innerHeight
    return box.height > 0 && box.bottom > top && box.top < bottom
  }
  const elementWith = (node: Node, text: string): Element | null => {
    if (!node.textContent?.includes(text)) return null
    if (node.nodeType === Node.TEXT_NODE) return node.parentElement
    for (const child of node.childNodes) {
      const found = elementWith(child, text)
      if (found) return found
    }
    return node instanceof Element ? node : null
  }

  const inView = async (element: Element, text: string) => {
    let current: Element | null = element
    for (;;) {
      const at = await frame()
      // A block may have been drawn anew meanwhile.
      if (!current?.isConnected)
        current = elementWith(document.querySelector('[role="log"]') ?? document.body, text)
      if (current && isInView(current)) return at
    }
  }

  let keys: KeyTimes[] = []
  const noteKey = async ({ timeStamp }: KeyboardEvent) => {
    const heard = performance.now() - timeStamp
    keys.push({ heard, painted: (await frame()) - timeStamp })
  }
  let frames: number[] = []
  let frameRequest = 0
  let tasks: number[] = []
  let taskObserver: PerformanceObserver | undefined

  window.bench = {
    painted: (text) =>
      new Promise((resolve) => {
        let changedAt = 0
        const timings = new PerformanceObserver((list) => {
          for (const entry of list.getEntries() as (PerformanceEntry & {
            identifier: string
            renderTime: number
          })[]) {
            if (entry.identifier === text && entry.renderTime > 0)
              done({ at: entry.renderTime, how: 'element-timing' })
          }
        })
        timings.observe({ type: 'element' })
        const done = (seen: Omit<Seen, 'changedAt'>) => {
          timings.disconnect()
          resolve({ ...seen, changedAt })
        }
        const found = async (element: Element) => {
          changedAt = performance.now()
          observer.disconnect()
          // Before the first frame that has it, so that Chromium itself says when that frame was presented.
          element.setAttribute('elementtiming', text)
          const at = await inView(element, text)
          setTimeout(() => done({ at, how: 'frame' }), 300)
        }
        const observer = new MutationObserver((records) => {
          for (const { type, target, addedNodes } of records) {
            const nodes = type === 'characterData' ? [target] : addedNodes
            for (const node of nodes) {
              // What is only on its way, or echoed in the question, does not count.
              if (node.parentElement?.closest('article[aria-label^="You"]')) continue
              const element = elementWith(node, text)
              if (!element || element.closest('article[aria-label^="You"]')) continue
              void found(element)
              return
            }
          }
        })
        observer.observe(document.body, { subtree: true, childList: true, characterData: true })
      }),

    idle: () =>
      new Promise((resolve) => {
        const look = () => {
          if (document.querySelector('article[aria-busy="true"]')) return
          observer.disconnect()
          resolve()
        }
        const observer = new MutationObserver(look)
        observer.observe(document.body, {
          subtree: true,
          childList: true,
          attributes: true,
          attributeFilter: ['aria-busy'],
        })
        look()
      }),

    watchTasks: () => {
      taskObserver?.disconnect()
      tasks = []
      taskObserver = new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) tasks.push(duration)
      })
      taskObserver.observe({ type: 'longtask' })
    },
    longTasks: () => {
      for (const { duration } of taskObserver?.takeRecords() ?? []) tasks.push(duration)
      return tasks
    },
    watchKeys: () => {
      keys = []
      addEventListener('keydown', noteKey, true)
    },
    keys: () => keys,
    watchFrames: () => {
      cancelAnimationFrame(frameRequest)
      frames = []
      let before = 0
      const look = (at: number) => {
        if (before > 0) frames.push(at - before)
        before = at
        frameRequest = requestAnimationFrame(look)
      }
      frameRequest = requestAnimationFrame(look)
    },
    frames: () => {
      cancelAnimationFrame(frameRequest)
      return frames
    },
    now: () => performance.now(),
    state: (text) => {
      const log = document.querySelector('[role="log"]')
      const element = log && elementWith(log, text)
      return JSON.stringify({
        isThere: element !== null,
        isInView: element !== null && isInView(element),
        isBusy: document.querySelector('article[aria-busy="true"]') !== null,
        scroller: log && [log.scrollTop, log.clientHeight, log.scrollHeight],
        end: log?.textContent?.slice(-120),
      })
    },
    linkCentre: (name) => {
      const link = [...document.querySelectorAll('nav a, [role="navigation"] a')].find((each) =>
        each.textContent?.includes(name),
      )
      if (!link) return null
      const box = link.getBoundingClientRect()
      return { x: box.left + box.width / 2, y: box.top + box.height / 2 }
    },
  }
}
