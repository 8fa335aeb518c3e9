import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { examine, floors, graphOf, mostFeatureImports, readSources } from '../../../scripts/importGraph.mjs'

const examined = (sources: Readonly<Record<string, string>>) =>
  examine(graphOf(new Map(Object.entries(sources))))

describe('the graph of imports', () => {
  it('counts imports between features, those that are loaded later among them', () => {
    const { featureImports, pairs } = examined({
      'src/renderer/features/quick/Log.tsx': `import {\n  one,\n  two,\n} from '../chat/one'\nimport('../chat/two')`,
      'src/renderer/features/chat/one.ts': `export const one = 1`,
      'src/renderer/features/chat/two.ts': `import { one } from './one'`,
      'src/renderer/app/App.tsx': `import { one } from '../features/chat/one'`,
    })
    expect(featureImports).toBe(2)
    expect([...pairs.keys()]).toEqual(['quick > chat'])
  })

  it('sees a circle of files, through the shared alias too, but none in what is loaded later', () => {
    const { circles } = examined({
      'src/shared/a.ts': `import { b } from '@shared/b'`,
      'src/shared/b.ts': `export { c } from './c'`,
      'src/shared/c.ts': `import type { A } from './a'`,
      'src/shared/later.ts': `import { d } from './d'`,
      'src/shared/d.ts': `const later = () => import('./later')`,
    })
    expect(circles).toEqual([['src/shared/a.ts', 'src/shared/b.ts', 'src/shared/c.ts']])
  })

  it('sees a circle of features where no two files form one', () => {
    const { circles } = examined({
      'src/renderer/features/chat/a.ts': `import { b } from '../find/b'`,
      'src/renderer/features/chat/c.ts': '',
      'src/renderer/features/find/b.ts': '',
      'src/renderer/features/find/d.ts': `import { c } from '../chat/c'`,
    })
    expect(circles).toEqual([['chat', 'find']])
  })

  it('tells of arrows that run upwards', () => {
    const { upward } = examined({
      'src/renderer/ui/Dialog.tsx': `import { useApp } from '../common/appStore'`,
      'src/renderer/common/appStore.ts': '',
      'src/renderer/features/chat/a.ts': `import { App } from '../../app/App'\nimport '../../common/appStore'`,
      'src/renderer/app/App.tsx': '',
      'src/main/lib/log.ts': `import { compose } from '../services'`,
      'src/main/services.ts': `import './lib/log'`,
    })
    expect(upward).toEqual([
      'src/renderer/ui/Dialog.tsx > src/renderer/common/appStore.ts',
      'src/renderer/features/chat/a.ts > src/renderer/app/App.tsx',
      'src/main/lib/log.ts > src/main/services.ts',
    ])
  })

  it('tells of a feature that knows another by accident, and of an arrow into another process', () => {
    const { strange, across } = examined({
      'src/renderer/features/costs/a.ts': `import { b } from '../conversations/b'`,
      'src/renderer/features/conversations/b.ts': '',
      'src/renderer/features/quick/c.ts': `import { d } from '../chat/d'`,
      'src/renderer/features/chat/d.ts': `import { log } from '../../../main/lib/log'`,
      'src/library/index.ts': `import { log } from '../main/lib/log'\nimport { e } from '@shared/e'`,
      'src/main/lib/log.ts': '',
      'src/shared/e.ts': '',
    })
    expect(strange).toEqual(['src/renderer/features/costs/a.ts > src/renderer/features/conversations/b.ts'])
    expect(across).toEqual([
      'src/renderer/features/chat/d.ts > src/main/lib/log.ts',
      'src/library/index.ts > src/main/lib/log.ts',
    ])
  })

  it('knows every room of the sources, and the sources hold to it', () => {
    const sources = readSources(resolve(import.meta.dirname, '../../..'))
    const rooms = new Set(
      [...sources.keys()]
        .map((file) => file.split('/'))
        .filter(([, tree, , name]) => (tree === 'main' || tree === 'renderer') && name !== undefined)
        .map(([, tree, room]) => `src/${tree} ${room}`),
    )
    const known = Object.entries(floors).flatMap(([tree, levels]) =>
      levels.flat().map((room) => `${tree} ${room}`),
    )
    expect([...rooms].filter((room) => !known.includes(room))).toEqual([])
    const { featureImports, pairs: _pairs, ...breaches } = examine(graphOf(sources))
    expect(breaches).toEqual({ circles: [], strange: [], upward: [], across: [] })
    expect(featureImports).toBeLessThanOrEqual(mostFeatureImports)
  })
})
