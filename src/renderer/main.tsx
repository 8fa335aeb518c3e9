import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/App'
import { installExternalLinks } from './app/externalLinks'
import { installCopyCode } from './features/chat/markdown/copyCode'
import { installTooltips } from './ui/tooltips'

const root = document.getElementById('root')
if (!root) throw new Error('index.html lost its root')

installExternalLinks()
installCopyCode()
installTooltips()
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
