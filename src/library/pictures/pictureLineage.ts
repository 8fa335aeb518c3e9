import type { PictureLineage } from '@shared/ipc/pictureGeneration'
import type { Picture } from '@shared/model/picture'
import type { Database } from '../Database'
import { readNumberOrNull, readText } from '../values'
import { getPicture } from './pictures'

/** The lineage ends here: longer ones are rare, and what is nearest is shown. */
const mostBefore = 50
const mostAfter = 100

/**
 * The pictures that one was made from, and those made from it. A cycle (an archive may say anything) ends the
 * lineage.
 */
export const pictureLineage = (database: Database, id: string): PictureLineage => {
  const before: Picture[] = []
  const seen = new Set([id])
  let parentId = getPicture(database, id)?.parentId ?? null
  while (parentId !== null && !seen.has(parentId) && before.length < mostBefore) {
    seen.add(parentId)
    const parent = getPicture(database, parentId)
    if (!parent) break
    before.unshift(parent)
    parentId = parent.parentId
  }
  const after = database
    .all('SELECT id FROM pictures WHERE parent_id = ? ORDER BY created_at, id LIMIT ?', [id, mostAfter])
    .flatMap((row) => getPicture(database, readText(row.id)) ?? [])
  return { before, after }
}

/** The number of newest pictures among which one of the same model, size and quality is looked for. */
const mostExamined = 500

/**
 * What the newest picture of this model, size and quality cost; null where there is none with a known price.
 */
export const lastCost = (
  database: Database,
  { model, size, quality }: { model: string; size: string; quality: string | null },
): number | null => {
  const row = database.get(
    `SELECT cost_usd FROM (SELECT * FROM pictures ORDER BY created_at DESC, id LIMIT ?)
     WHERE model = ? AND cost_usd IS NOT NULL AND json_valid(details)
       AND json_extract(details, '$.size') = ? AND json_extract(details, '$.quality') IS ?
     ORDER BY created_at DESC LIMIT 1`,
    [mostExamined, model, size, quality],
  )
  return readNumberOrNull(row?.cost_usd)
}
