import { formatCost } from '@shared/model/cost'
import { ImageIcon } from 'lucide-react'
import { useEffect, useState } from 'react'
import { client } from '../../ipc/client'

interface Estimate {
  readonly model: string | null
  readonly costUsd: number | null
}

/** Before a picture is drawn: with what, and for how much. */
export const PictureHint = () => {
  const [estimate, setEstimate] = useState<Estimate | null>(null)
  useEffect(() => {
    let isHere = true
    client
      .call('pictures.estimate', {})
      .then((found) => isHere && setEstimate(found))
      .catch(() => isHere && setEstimate({ model: null, costUsd: null }))
    return () => {
      isHere = false
    }
  }, [])
  return (
    <p className="picture-hint" role="status">
      <ImageIcon size={14} aria-hidden="true" />
      {estimate === null
        ? 'A picture'
        : `A picture${estimate.model ? ` by ${estimate.model}` : ''}: ${
            estimate.costUsd === null ? 'cost unknown' : `about ${formatCost(estimate.costUsd)}`
          }`}
    </p>
  )
}
