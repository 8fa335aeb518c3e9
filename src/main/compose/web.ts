import { usualWay } from '../engines/transport/Transport'
import type { ChildPort } from '../library/childPort'
import type { Tool } from '../tools/tool'
import { fetchPage } from '../web/fetchPage'
import { PageReader } from '../web/PageReader'
import { readPage } from '../web/readPage'
import { searchWeb } from '../web/searchWeb'
import { WebSearch } from '../web/WebSearch'
import type { Foundation } from './foundation'

export interface WebSurroundings {
  /** Starts the process that reads pages. */
  readonly spawnWebReader: () => ChildPort
}

/** Searching the web and reading its pages, by the way that engines take unless the user set another. */
export const composeWeb = (
  { settings, secrets, library, now, transport }: Foundation,
  { spawnWebReader }: WebSurroundings,
) => {
  const way = usualWay
  const webSearch = new WebSearch({ transport, way, settings, secrets })
  const pageReader = new PageReader({ spawn: spawnWebReader })
  const isOn = () => settings.get().webSearch
  const webTools: readonly Tool[] = [
    searchWeb(webSearch, () => isOn() && webSearch.provider() !== null),
    readPage({
      isOn,
      fetch: (address, namedHosts, signal) => fetchPage({ address, namedHosts, signal }, { transport, way }),
      read: ({ kind, bytes, charset, address }, signal) =>
        pageReader.read({ kind, bytes, charset, address }, signal),
      readPdf: (bytes) => library.readPdf({ bytes }),
      now,
    }),
  ]
  return { webSearch, pageReader, webTools }
}
