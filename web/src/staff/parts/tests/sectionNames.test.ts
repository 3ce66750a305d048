import { describe, expect, it } from 'vitest'
import { englishSections } from '../sectionNames'

describe('englishSections', () => {
  it('knows what halls agree on, and leaves alone what they call differently', () => {
    const found = englishSections([
      { sections: [{ name: '1층 A구역', nameEn: 'Stalls A' }, { name: '2층', nameEn: 'Mezzanine' }, { name: 'Box' }] },
      { sections: [{ name: '1층 A구역', nameEn: 'Stalls A' }, { name: '2층', nameEn: 'Circle' }] },
    ])
    expect([...found]).toEqual([['1층 A구역', 'Stalls A'], ['Box', 'Box']])
  })
})
