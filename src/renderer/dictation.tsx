import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { DictationApp } from './app/DictationApp'
import { installBar } from './features/dictation/anywhere/barStore'

const root = document.getElementById('root')
if (!root) throw new Error('dictation.html lost its root')

installBar()
createRoot(root).render(
  <StrictMode>
    <DictationApp />
  </StrictMode>,
)
