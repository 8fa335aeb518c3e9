import { useState } from 'react'

export interface KeptWords {
  readonly isKept: boolean
  readonly setKept: (isKept: boolean) => void
  /** The user wanted to close without having said so. */
  readonly isWarned: boolean
  readonly close: () => void
}

/** Words that are shown once do not go before the user has said that they are kept. */
export const useKeptWords = (areShown: boolean, onClose: () => void): KeptWords => {
  const [isKept, setKept] = useState(false)
  const [isWarned, setWarned] = useState(false)
  return {
    isKept,
    isWarned: isWarned && !isKept,
    setKept,
    close: () => {
      if (areShown && !isKept) setWarned(true)
      else onClose()
    },
  }
}
