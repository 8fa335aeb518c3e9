interface Box {
  readonly width: number
  readonly height: number
}

/** Screen pixels for one of the picture's: null is as large as fits. */
export type Zoom = number | null

const steps = [0.05, 0.1, 0.15, 0.25, 0.33, 0.5, 0.67, 0.75, 1, 1.5, 2, 3, 4, 6, 8]
const [least, most] = [0.05, 8]

/** How large a picture is shown that has to fit; small ones are not blown up. */
export const fitting = (picture: Box, stage: Box): number =>
  Math.min(1, stage.width / Math.max(1, picture.width), stage.height / Math.max(1, picture.height))

const clamp = (zoom: number): number => Math.min(most, Math.max(least, zoom))

/** The next size up or down. Passing by the one that fits, it stays there: that is where most want to be. */
export const stepFrom = (now: number, fit: number, direction: 1 | -1): Zoom => {
  const next =
    direction === 1
      ? (steps.find((step) => step > now * 1.01) ?? most)
      : (steps.findLast((step) => step < now * 0.99) ?? least)
  const passesFit = direction === 1 ? now < fit * 0.99 && next >= fit : now > fit * 1.01 && next <= fit
  return passesFit ? null : next
}

/** The zoom after so much of a wheel, or of two fingers. */
export const wheeled = (now: number, delta: number): number => clamp(now * Math.exp(-delta / 220))

/** How far to scroll so that what was under the pointer still is. */
export const scrollFor = (
  /** The point of the picture, along one side, from 0 to 1. */
  share: number,
  /** The point of the stage where it shall be. */
  at: number,
  /** How long the picture is now, and the stage. */
  picture: number,
  stage: number,
): number => Math.max(0, share * picture + Math.max(0, (stage - picture) / 2) - at)

export const percent = (zoom: number): string => `${Math.round(zoom * 100)} %`
