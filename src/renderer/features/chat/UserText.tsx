import { useState } from 'react'
import { formatNumber } from '../../ui/amounts'

/** A longer question is folded: a pasted book must not make the conversation heavy. */
const foldedLength = 4_000
const shownLength = 1_500
/** Lines a piece, so that what is out of sight need not be laid out. */
const pieceLines = 200

const startOf = (text: string): string => {
  const start = text.slice(0, shownLength)
  const space = start.lastIndexOf(' ')
  return space > shownLength / 2 ? start.slice(0, space) : start
}

const piecesOf = (text: string): readonly string[] => {
  const lines = text.split('\n')
  const pieces: string[] = []
  for (let at = 0; at < lines.length; at += pieceLines)
    pieces.push(lines.slice(at, at + pieceLines).join('\n'))
  return pieces
}

/** What a user asked, as they wrote it; folded where it is very long. */
export const UserText = ({ text }: { readonly text: string }) => {
  const [isOpen, setOpen] = useState(false)
  if (text.length <= foldedLength)
    return (
      <div className="bubble" dir="auto">
        {text}
      </div>
    )
  return (
    <div className="bubble" dir="auto">
      {isOpen ? (
        piecesOf(text).map((piece, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text, never reordered
          <div key={index} className="bubble-piece" dir="auto">
            {piece}
          </div>
        ))
      ) : (
        <div dir="auto">{startOf(text)}…</div>
      )}
      <button type="button" className="link-button bubble-more" onClick={() => setOpen(!isOpen)}>
        {isOpen ? 'Show less' : `Show all ${formatNumber(text.length)} characters`}
      </button>
    </div>
  )
}
