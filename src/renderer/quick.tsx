import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { installExternalLinks } from './app/externalLinks'
import { QuickApp } from './app/QuickApp'
import { useNavigation } from './common/navigation/navigation'
import { installCopyCode } from './features/chat/markdown/copyCode'
import { installSpeech } from './features/speech/speechStore'
import { installTooltips } from './ui/tooltips'

const root = document.getElementById('root')
if (!root) throw new Error('quick.html lost its root')

useNavigation.getState().enterWindow('quick')
installExternalLinks()
installCopyCode()
installSpeech()
installTooltips()
createRoot(root).render(
  <StrictMode>
    <QuickApp />
  </StrictMode>,
)
