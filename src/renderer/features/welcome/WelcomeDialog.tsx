import { ArrowLeft } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { useEffect, useState } from 'react'
import mark from '../../../../resources/icons/icon.svg?no-inline'
import { useApp } from '../../common/appStore'
import { KeyForm } from '../../common/fields/KeyForm'
import { ServerForm } from '../../common/fields/ServerForm'
import { useConnect } from '../../common/fields/useConnect'
import { useNavigation } from '../../common/navigation/navigation'

/** The first screen: three ways in, none of which needs an account. */
export const WelcomeDialog = () => {
  const [isServer, setServer] = useState(false)
  const facts = useApp((app) => app.facts)
  const focusComposer = useNavigation((navigation) => navigation.focusComposer)
  const { connect, isChecking, error } = useConnect(focusComposer)

  useEffect(() => void useApp.getState().loadFacts(), [])
  const where =
    facts?.keyring === null
      ? 'It is held in memory until you quit, since this system has no keyring for it.'
      : 'It is kept encrypted by your system’s keyring.'

  return (
    <Dialog.Root open>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay is-welcome" />
        <Dialog.Content
          className="dialog is-welcome"
          aria-describedby="welcome-words"
          // There is nothing behind it to go back to.
          onEscapeKeyDown={(event) => event.preventDefault()}
          onInteractOutside={(event) => event.preventDefault()}
        >
          <img src={mark} alt="" className="welcome-mark" />
          <Dialog.Title className="welcome-title">Welcome to Parley</Dialog.Title>
          <p id="welcome-words" className="dialog-words">
            Ask, read or listen, and keep everything on this computer. Choose where answers come from; you can
            change it at any time.
          </p>
          {isServer ? (
            <>
              <button type="button" className="link-button back" onClick={() => setServer(false)}>
                <ArrowLeft size={14} aria-hidden="true" /> Other ways in
              </button>
              <ServerForm onDone={focusComposer} />
            </>
          ) : (
            <>
              <KeyForm
                id="welcome"
                hint={(provider) =>
                  `One free request to ${provider} checks it. ${where} It is never shown again.`
                }
                submit="Use this key"
                onDone={focusComposer}
              />
              <p className="or">or</p>
              <div className="welcome-ways">
                <button
                  type="button"
                  className="button wide"
                  disabled={isChecking}
                  onClick={() => setServer(true)}
                >
                  Use a local server
                </button>
                <button
                  type="button"
                  className="button wide"
                  disabled={isChecking}
                  onClick={() => connect({ kind: 'builtin' })}
                >
                  Try without a key
                </button>
              </div>
              {error && (
                <p role="alert" className="field-error">
                  {error}
                </p>
              )}
            </>
          )}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
