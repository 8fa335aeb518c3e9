import { AppError } from '@shared/ipc/errors'

/** A picture of two hundred megabytes in the small chunks that encoders write has fewer. */
const mostPieces = 32_768

/** A hostile file of millions of empty pieces would hold main, and its memory, for seconds. */
export const refuseMorePieces = (count: number): void => {
  if (count >= mostPieces) throw new AppError('picture/unreadable', 'A picture in too many pieces')
}
