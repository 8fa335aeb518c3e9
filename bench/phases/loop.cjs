// Loaded before the app: how long main's event loop was held, told on request. Nothing runs between requests but Node's own
// sampling timer, which looks once a millisecond.
const { writeFileSync, renameSync } = require('node:fs')
const { monitorEventLoopDelay } = require('node:perf_hooks')

const target = process.env.BENCH_LOOP
const delays = monitorEventLoopDelay({ resolution: 1 })
delays.enable()

process.on('SIGUSR2', () => {
  const milliseconds = (nanoseconds) => nanoseconds / 1e6
  const told = {
    max: milliseconds(delays.max),
    p99: milliseconds(delays.percentile(99)),
    count: delays.count,
  }
  delays.reset()
  writeFileSync(`${target}.part`, JSON.stringify(told))
  renameSync(`${target}.part`, target)
})
