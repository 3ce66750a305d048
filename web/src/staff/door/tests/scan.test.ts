// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { codeIn } from '../scan'

const code = '17-0f3a5c7e9b1d2f4a6c8e0b2d4f6a8c0e'

/** What the keys of a code give on a Korean keyboard, each letter by itself. */
const jamo: Record<string, string> = { a: 'ㅁ', b: 'ㅠ', c: 'ㅊ', d: 'ㅇ', e: 'ㄷ', f: 'ㄹ' }
const typedInKorean = (text: string): string => [...text].map((letter) => jamo[letter] ?? letter).join('')

describe('the code in what a scanner types', () => {
  it.each([
    ['alone', code],
    ['with blanks and an end of line', `  ${code}\r\n`],
    ['in capitals', code.toUpperCase()],
    ['in an address', `https://tickets.example/t?code=${code}&x=1`],
    ['full width', code.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))],
    ['with Korean input on', typedInKorean(code)],
  ])('is found %s', (_, scanned) => {
    expect(codeIn(scanned)).toBe(code)
  })

  it('is found when Korean input has made syllables of it', () => {
    // d, b are ㅇㅠ and become 유; e, b, f become 듈; f, a at the end of one become ㄻ.
    const letters = 'dbebfdbfa'
    const digits = '0'.repeat(32 - letters.length)
    expect(codeIn(`5-유듈윪${digits}`)).toBe(`5-${letters}${digits}`)
  })

  it('is what was typed when it has another form, for the server to judge', () => {
    expect(codeIn('BOX-2027-AB')).toBe('BOX-2027-AB')
  })

  it.each([[''], ['   '], ['two words'], ['x'.repeat(65)]])('is not in %j', (scanned) => {
    expect(codeIn(scanned)).toBeNull()
  })

  it('is not cut out of a longer number', () => {
    expect(codeIn(`${code}0`)).not.toBe(code)
  })
})
