import { useEffect, useRef } from 'react'
import { watchLevel } from './level'

/** The bar's length from silence to full scale, as decibels are heard. */
const shareOf = (level: number): number => Math.max(0, Math.min(1, (level + 60) / 54))

/** How loud the microphone hears. Drawn beside React, thirty times a second. */
export const LevelMeter = () => {
  const meter = useRef<HTMLDivElement>(null)
  useEffect(() => {
    let shown = 0
    return watchLevel((level) => {
      // Up at once, down gently: a meter that trembles tells nothing.
      const share = shareOf(level)
      shown = share > shown ? share : shown * 0.82 + share * 0.18
      meter.current?.style.setProperty('--level', shown.toFixed(3))
      meter.current?.setAttribute('aria-valuenow', String(Math.round(shown * 10) * 10))
    })
  }, [])
  return (
    // biome-ignore lint/a11y/useSemanticElements: no transform draws a meter element, thirty times a second
    <div
      ref={meter}
      role="meter"
      aria-label="Microphone level"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
      className="level-meter"
    >
      <span />
    </div>
  )
}
