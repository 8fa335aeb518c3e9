import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { installExternalLinks } from './app/externalLinks'
import { QuickApp } from './app/QuickApp'
import { installCopyCode } from './features/chat/markdown/copyCode'
import { installQuickReading } from './features/quick/installQuickReading'
import { installTooltips } from './ui/tooltips'

const root = document.getElementById('root')
if (!root) throw new Error('quick.html lost its root')

installExternalLinks()
installCopyCode()
installQuickReading()
installTooltips()
createRoot(root).render(
  <StrictMode>
    <QuickApp />
  </StrictMode>,
)
