import type { OfferedResources } from '@shared/ipc/serverContent'
import type { ServerTemplate } from '@shared/model/toolServer'
import { fillTemplate, templateBlanks } from '@shared/toolServers/uriTemplate'
import { Command } from 'cmdk'
import { type ReactNode, useState } from 'react'
import { useBlanks } from '../../common/blanks/blanksStore'
import { suggestFor } from '../../common/blanks/suggestFor'
import { fits } from '../../common/fields/fits'
import { useNavigation } from '../../common/navigation/navigation'
import { client } from '../../ipc/client'
import { afterClosing } from '../../ui/afterClosing'
import { formatBytes } from '../../ui/amounts'
import { Dialog } from '../../ui/Dialog'
import type { AttachLoaded } from './AttachButton'
import './resources.css'

interface Props {
  readonly offered: OfferedResources
  readonly onLoad: AttachLoaded
  readonly onClose: () => void
}

/** More at once are found by their words. */
const mostShown = 200

/** What a server has to attach, to be searched by name and description. */
export const ResourceDialog = ({ offered, onLoad, onClose }: Props) => {
  const [words, setWords] = useState('')
  const { serverId, serverName, completes } = offered
  const query = words.trim()
  const isFound = (...texts: readonly (string | null)[]) =>
    query === '' || fits(texts.filter((each) => each !== null).join(' '), query)
  const resources = offered.resources.filter(({ name, title, description, uri }) =>
    isFound(name, title, description, uri),
  )
  const templates = offered.templates.flatMap((template) => {
    const blanks = templateBlanks(template.uriTemplate)
    const { name, title, description } = template
    return blanks !== null && blanks.length > 0 && isFound(name, title, description)
      ? [{ template, blanks }]
      : []
  })
  const attach = (name: string, uri: string) =>
    onLoad(name, () => client.call('serverContent.attachResource', { serverId, uri }))
  const askAndAttach = async ({ uriTemplate, name, title }: ServerTemplate, blanks: readonly string[]) => {
    const answers = await useBlanks.getState().ask({
      title: title ?? name,
      origin: serverName,
      fields: blanks.map((blank) => ({
        key: blank,
        label: blank,
        hint: '',
        isRequired: true,
        options: null,
        ...(completes ? { suggest: suggestFor(serverId, { type: 'template', uriTemplate }, blank) } : {}),
      })),
    })
    if (answers) attach(title ?? name, fillTemplate(uriTemplate, answers))
  }
  const leave = (work?: () => void) => {
    onClose()
    afterClosing(() => {
      useNavigation.getState().focusComposer()
      work?.()
    })
  }
  return (
    <Dialog title={`From ${serverName}`} className="is-palette" onClose={() => leave()}>
      <Command label={`From ${serverName}`} shouldFilter={false} loop>
        <Command.Input
          autoFocus
          value={words}
          onValueChange={setWords}
          maxLength={300}
          placeholder="Search by name or description"
        />
        <Command.List label={`What ${serverName} has`}>
          <Command.Empty>Nothing found.</Command.Empty>
          {resources.slice(0, mostShown).map(({ uri, name, title, description, mimeType, byteLength }) => (
            <Command.Item
              key={uri}
              value={`resource ${uri}`}
              onSelect={() => leave(() => attach(title ?? name, uri))}
            >
              <Row
                name={title ?? name}
                description={description || uri}
                about={[mimeType, byteLength === null ? null : formatBytes(byteLength)]}
              />
            </Command.Item>
          ))}
          {templates.map(({ template, blanks }) => (
            <Command.Item
              key={template.uriTemplate}
              value={`template ${template.uriTemplate}`}
              onSelect={() => leave(() => void askAndAttach(template, blanks))}
            >
              <Row
                name={`${template.title ?? template.name}…`}
                description={template.description || template.uriTemplate}
                about={[template.mimeType]}
              />
            </Command.Item>
          ))}
        </Command.List>
      </Command>
    </Dialog>
  )
}

interface RowProps {
  readonly name: string
  readonly description: string
  readonly about: readonly (string | null)[]
}

const Row = ({ name, description, about }: RowProps): ReactNode => (
  <>
    <span className="resource-words">
      <span className="resource-name">{name}</span>
      <span className="resource-description">{description}</span>
    </span>
    <span className="resource-about">{about.filter((each) => each !== null).join(', ')}</span>
  </>
)
