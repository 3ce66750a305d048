import { afterEach, describe, expect, it } from 'vitest'
import { useLanguage } from '@/i18n'
import { languageOfName, nameInLanguage } from './bilingual'

afterEach(() => useLanguage('ko'))

describe('nameInLanguage', () => {
  it('takes the part in the language of the pages, whichever stands first', async () => {
    await useLanguage('en')
    expect(nameInLanguage('소라 / Sora')).toBe('Sora')
    expect(nameInLanguage('Gardener / 정원사')).toBe('Gardener')
    await useLanguage('ko')
    expect(nameInLanguage('소라 / Sora')).toBe('소라')
  })

  it('leaves alone what is not one name in two languages', async () => {
    await useLanguage('en')
    for (const name of ['윤가온', 'Sora', 'Jekyll / Hyde', '지킬 / 하이드', '소라 / Sora / 宙']) expect(nameInLanguage(name)).toBe(name)
  })
})

describe('languageOfName', () => {
  it('is said of Korean names on English pages alone', async () => {
    await useLanguage('en')
    expect(languageOfName('윤가온')).toBe('ko')
    expect(languageOfName('Sora')).toBeUndefined()
    await useLanguage('ko')
    expect(languageOfName('윤가온')).toBeUndefined()
  })
})
