import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App, loadMainAhead } from './app/App'
import { installExternalLinks } from './app/externalLinks'
import { useNavigation } from './common/navigation/navigation'
import { installCopyCode } from './features/chat/markdown/copyCode'
import { installPreview } from './features/preview/installPreview'
import { installSpeech } from './features/speech/speechStore'
import { installTooltips } from './ui/tooltips'

const root = document.getElementById('root')
if (!root) throw new Error('index.html lost its root')

useNavigation.getState().enterWindow('main')
installExternalLinks()
installCopyCode()
installPreview()
installSpeech()
installTooltips()
loadMainAhead()
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
