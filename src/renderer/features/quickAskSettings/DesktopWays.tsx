import type { QuickFacts } from '@shared/ipc/quick'
import { Check, ChevronRight, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { client } from '../../ipc/client'
import { IconButton } from '../../ui/IconButton'
import { desktopSteps } from './desktopSteps'

const CopyLine = ({ label, text }: { readonly label: string; readonly text: string }) => {
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setCopied(false), 1_500)
    return () => clearTimeout(timer)
  }, [isCopied])
  const copy = () =>
    client
      .call('app.copyText', { text })
      .then(() => setCopied(true))
      .catch((error: unknown) => console.error('Copying failed', error))
  return (
    <div className="command-line">
      <code>{text}</code>
      <IconButton label={label} onClick={() => void copy()}>
        {isCopied ? <Check size={15} /> : <Copy size={15} />}
      </IconButton>
    </div>
  )
}

interface Props {
  readonly facts: QuickFacts
  readonly accelerator: string
  readonly isNeeded: boolean
}

/** The way that always works: the desktop runs a command. */
export const DesktopWays = ({ facts, accelerator, isNeeded }: Props) => {
  const { command, desktop } = facts
  const ways = desktopSteps(command, accelerator, desktop)
  return (
    <details className="fold ways" open={isNeeded || undefined}>
      <summary>
        <ChevronRight size={15} aria-hidden="true" /> Another way: a shortcut of your desktop
      </summary>
      <div className="fold-body">
        <p className="field-hint">
          Your desktop can run this line at a key press. It opens quick ask here, or starts Parley with it.
        </p>
        <CopyLine label="Copy the command" text={command} />
        {ways.map(({ name, steps, line }) => (
          <section key={name} aria-label={name}>
            <h4>{name}</h4>
            {steps.length === 1 ? (
              <p>{steps[0]}</p>
            ) : (
              <ol>
                {steps.map((step) => (
                  <li key={step}>{step}</li>
                ))}
              </ol>
            )}
            {line !== undefined && <CopyLine label={`Copy the line for ${name}`} text={line} />}
          </section>
        ))}
      </div>
    </details>
  )
}
