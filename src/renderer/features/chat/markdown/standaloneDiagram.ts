import { standalonePicture } from './cleanPicture'
import { drawMermaid } from './mermaid'

/** A diagram as a picture that stands by itself, on light ground. Throws where the source is none. */
export const drawStandalone = async (source: string): Promise<string> =>
  standalonePicture(await drawMermaid(source, false))
