import type { Picture } from '@shared/model/picture'
import {
  defaultPictureExport,
  fileDetails,
  longestPattern,
  type PictureExportOptions,
  pictureExportFormats,
  picturePacks,
} from '@shared/model/pictureExport'
import { namePlaceholders, pictureFileName } from '@shared/model/pictureNames'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useApp } from '../../../common/appStore'
import { ExportProgress } from '../../../common/transfers/ExportProgress'
import { showExport } from '../../../common/transfers/showExport'
import { isTransferBusy } from '../../../common/transfers/transferState'
import { client } from '../../../ipc/client'
import { useCall } from '../../../ipc/useCall'
import { Dialog } from '../../../ui/Dialog'
import { Field } from '../../../ui/Field'
import { usePictureExport } from './pictureExportStore'
import {
  detailsWords,
  formatWords,
  leftOutInWords,
  picturesInWords,
  takenInWords,
} from './pictureExportWords'

interface SegmentsProps<Value extends string> {
  readonly name: string
  readonly legend: string
  readonly values: readonly Value[]
  readonly value: Value
  readonly words: (value: Value) => string
  readonly hint: ReactNode
  readonly isDisabled: boolean
  readonly onChange: (value: Value) => void
}

const Segments = <Value extends string>(props: SegmentsProps<Value>) => (
  <fieldset className="segments" disabled={props.isDisabled}>
    <legend className="field-label">{props.legend}</legend>
    <div className="segment-row">
      {props.values.map((value) => (
        <label key={value} className="segment">
          <input
            type="radio"
            name={props.name}
            value={value}
            checked={props.value === value}
            onChange={() => props.onChange(value)}
          />
          <span>{props.words(value)}</span>
        </label>
      ))}
    </div>
    <p className="field-hint">{props.hint}</p>
  </fieldset>
)

/** The live example shows this until the first of the pictures is known. */
const sample = {
  prompt: 'A lighthouse at dusk',
  model: null,
  width: 1024,
  height: 1024,
  createdAt: 0,
  format: 'png',
} as const

const usePicture = (pictureId: string): Picture | typeof sample =>
  useCall(
    () => client.call('pictures.get', { pictureId }),
    [pictureId],
    'The picture’s details could not be read',
  ) ?? sample

interface PatternProps {
  readonly pattern: string
  readonly example: string
  readonly isDisabled: boolean
  readonly onChange: (pattern: string) => void
}

const NamePattern = ({ pattern, example, isDisabled, onChange }: PatternProps) => {
  const field = useRef<HTMLInputElement>(null)
  const insert = (placeholder: string) => {
    const input = field.current
    const from = input?.selectionStart ?? pattern.length
    const to = input?.selectionEnd ?? from
    const before = pattern.slice(0, from)
    // Two of them in a row would run together.
    const word = before === '' || /\s$|[-_(]$/.test(before) ? `{${placeholder}}` : ` {${placeholder}}`
    onChange((before + word + pattern.slice(to)).slice(0, longestPattern))
    input?.focus()
  }
  return (
    <Field
      id="picture-name"
      label="Name"
      hint={
        <>
          For example: <span className="name-example">{example}</span>
        </>
      }
    >
      <input
        ref={field}
        id="picture-name"
        className="input"
        value={pattern}
        maxLength={longestPattern}
        spellCheck={false}
        disabled={isDisabled}
        aria-describedby="picture-name-hint"
        onChange={(event) => onChange(event.target.value)}
      />
      <fieldset className="name-pieces" aria-label="Insert into the name" disabled={isDisabled}>
        {namePlaceholders.map((placeholder) => (
          <button
            key={placeholder}
            type="button"
            className="name-piece"
            aria-label={`Insert ${placeholder}`}
            onClick={() => insert(placeholder)}
          >
            {placeholder}
          </button>
        ))}
      </fieldset>
    </Field>
  )
}

/** What to write pictures as, under which names, and what their files tell. */
export const ExportPicturesDialog = ({ pictureIds }: { readonly pictureIds: readonly string[] }) => {
  const remembered = useApp((app) => app.settings?.pictureExport) ?? defaultPictureExport
  const [options, setOptions] = useState<PictureExportOptions>(remembered)
  const state = usePictureExport((pictureExport) => pictureExport.state)
  const isBusy = isTransferBusy(state)
  const isDone = state.type === 'ended' && state.result.end === 'complete'
  const { close, start, attach, cancel } = usePictureExport.getState()
  useEffect(() => void attach(), [attach])
  const first = usePicture(pictureIds[0] ?? '')
  const count = pictureIds.length
  const choose = (patch: Partial<PictureExportOptions>) => setOptions((now) => ({ ...now, ...patch }))
  const format = options.format === 'original' ? first.format : options.format
  const exportThem = () => {
    // A choice that cannot be kept holds nothing up: it is made anew next time.
    void useApp
      .getState()
      .update({ pictureExport: options })
      .catch((error: unknown) => console.error('The choice could not be kept', error))
    void start(options)
  }
  return (
    <Dialog title={`Export ${picturesInWords(count)}`} className="is-export is-pictures" onClose={close}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroller must be reachable by keyboard */}
      <div className="dialog-body" tabIndex={0}>
        <div className="settings-group">
          <Segments
            name="picture-format"
            legend="Format"
            values={pictureExportFormats}
            value={options.format}
            words={(value) => formatWords[value].name}
            hint={formatWords[options.format].hint}
            isDisabled={isBusy}
            onChange={(format) => choose({ format })}
          />
          {(options.format === 'jpeg' || options.format === 'webp') && (
            <Field id="picture-quality" label="Quality" hint="Less makes smaller files.">
              <div className="range">
                <input
                  id="picture-quality"
                  type="range"
                  min={10}
                  max={100}
                  step={5}
                  value={options.quality}
                  disabled={isBusy}
                  aria-valuetext={`${options.quality} per cent`}
                  onChange={(event) => choose({ quality: Number(event.target.value) })}
                />
                <span aria-hidden="true">{options.quality} %</span>
              </div>
            </Field>
          )}
          <Segments
            name="picture-details"
            legend="In the file"
            values={fileDetails}
            value={options.details}
            words={(value) => detailsWords[value].name}
            hint={detailsWords[options.details].hint}
            isDisabled={isBusy}
            onChange={(details) => choose({ details })}
          />
          {count > 1 && (
            <Segments
              name="picture-pack"
              legend="As"
              values={picturePacks}
              value={options.pack}
              words={(value) => (value === 'files' ? 'Files' : 'One archive')}
              hint={
                options.pack === 'files'
                  ? 'Into a folder of yours. A name that is taken there gets a number.'
                  : 'A zip file with all of them.'
              }
              isDisabled={isBusy}
              onChange={(pack) => choose({ pack })}
            />
          )}
          <NamePattern
            pattern={options.namePattern}
            example={pictureFileName(options.namePattern, first, format, 1, count)}
            isDisabled={isBusy}
            onChange={(namePattern) => choose({ namePattern })}
          />
          <ExportProgress
            state={state}
            inWords={(result) => takenInWords(result, count === 1)}
            missingInWords={leftOutInWords}
            onCancel={cancel}
            onShow={(transferId) => showExport('pictures.showExport', transferId)}
          />
          <div className="form-actions is-end">
            <button type="button" className="button quiet" onClick={close}>
              {isDone ? 'Done' : 'Close'}
            </button>
            <button type="button" className="button primary" disabled={isBusy} onClick={exportThem}>
              Export…
            </button>
          </div>
        </div>
      </div>
    </Dialog>
  )
}
