import { type Picture, pictureUrl } from '@shared/model/picture'
import { useNavigation } from '../../common/navigation/navigation'
import { client } from '../../ipc/client'
import { useCall } from '../../ipc/useCall'
import { leftOutSentence, wayWords } from './generation/generationWords'

const Relative = ({ picture }: { readonly picture: Picture }) => {
  const way = picture.details?.way
  return (
    <li>
      <button
        type="button"
        className="relative"
        data-tooltip={way ? `${picture.prompt} (${wayWords[way]})` : picture.prompt}
        onClick={() => useNavigation.getState().openImage(picture.id, picture.prompt)}
      >
        <img
          src={pictureUrl(picture.id)}
          alt={picture.prompt}
          width={picture.width}
          height={picture.height}
          loading="lazy"
          decoding="async"
        />
      </button>
    </li>
  )
}

const Relatives = ({ title, pictures }: { readonly title: string; readonly pictures: readonly Picture[] }) =>
  pictures.length === 0 ? null : (
    <div className="lineage-side">
      <h3>{title}</h3>
      <ul aria-label={title}>
        {pictures.map((picture) => (
          <Relative key={picture.id} picture={picture} />
        ))}
      </ul>
    </div>
  )

/** What a picture was made from, and what was made from it. Nothing where it stands alone. */
export const PictureLineage = ({ picture }: { readonly picture: Picture }) => {
  const { id } = picture
  const found = useCall(
    () => client.call('pictures.lineage', { pictureId: id }).then((line) => ({ id, line })),
    [id],
    'Where a picture comes from could not be read',
  )
  const line = found?.id === id ? found.line : null
  const leftOut = leftOutSentence(picture.details?.leftOut)
  if (!leftOut && (line?.before.length ?? 0) === 0 && (line?.after.length ?? 0) === 0) return null
  return (
    <div className="lineage">
      {leftOut && <p className="field-hint">{leftOut}</p>}
      {line && <Relatives title="Made from" pictures={line.before} />}
      {line && <Relatives title="Made from it" pictures={line.after} />}
    </div>
  )
}
