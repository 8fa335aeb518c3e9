import { describe, expect, it } from 'vitest'
import { installableNames, missingNeeds } from '../../../scripts/lib/debian.mjs'

const needs = [['libnss3'], ['libasound2t64', 'libasound2'], ['xvfb']]

describe('Debian packages', () => {
  it('that dpkg lists as installed are not missing, under their old name or their new one', () => {
    expect(missingNeeds(needs, 'ii  libnss3\nii  libasound2\nii  xvfb\n')).toEqual([])
    expect(missingNeeds(needs, 'ii  libnss3\nii  libasound2t64\nii  xvfb\n')).toEqual([])
  })

  it('that are on hold count as installed', () => {
    expect(missingNeeds([['xvfb']], 'hi  xvfb\n')).toEqual([])
  })

  it('that are unknown, removed or half installed are missing', () => {
    expect(missingNeeds(needs, '')).toEqual(needs)
    expect(missingNeeds(needs, 'rc  libnss3\nun  libasound2\niU  xvfb\n')).toEqual(needs)
  })

  it('are installed under the name that this release has', () => {
    const bookworm =
      'libnss3:\n  Installed: (none)\n  Candidate: 2:3.87\nlibasound2:\n  Candidate: 1.2.8\nxvfb:\n  Candidate: 2:21\n'
    expect(installableNames(needs, bookworm)).toEqual(['libnss3', 'libasound2', 'xvfb'])
    // On Ubuntu 24.04 the old name is virtual: known, but not installable.
    const noble =
      'libnss3:\n  Candidate: 2:3.98\nlibasound2t64:\n  Candidate: 1.2.11\nlibasound2:\n  Candidate: (none)\nxvfb:\n  Candidate: 2:21\n'
    expect(installableNames(needs, noble)).toEqual(['libnss3', 'libasound2t64', 'xvfb'])
  })

  it('are still named where the package lists are empty, so that apt can say what is wrong', () => {
    expect(installableNames(needs, '')).toEqual(['libnss3', 'libasound2', 'xvfb'])
  })
})
