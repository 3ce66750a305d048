/**
 * What a scanner types. It is a keyboard: with Korean input switched on, the letters of a code arrive as the Korean
 * letters on the same keys, put together into syllables.
 */

/** The keys of a to f on a Korean keyboard, as NFKD writes them: at the beginning, in the middle, at the end. */
const keys: Record<string, string> = {
  '\u1106': 'a', '\u1172': 'b', '\u110E': 'c', '\u110B': 'd', '\u1103': 'e', '\u1105': 'f',
  '\u11B7': 'a', '\u11BE': 'c', '\u11BC': 'd', '\u11AE': 'e', '\u11AF': 'f',
  // Two letters in one place: f, then a.
  '\u11B1': 'fa',
}

export function inLatin(text: string): string {
  return [...text.normalize('NFKD')].map((letter) => keys[letter] ?? letter).join('')
}

/** What the API takes at most. */
const codeLengthMax = 64

/** The code in what was scanned or typed, or nothing when there can be none. An address may stand around it. */
export function codeIn(scanned: string): string | null {
  const text = inLatin(scanned.trim())
  const found = /(?:^|[^\da-z])(\d{1,16}-[\da-f]{32})(?![\da-z])/i.exec(text)
  if (found) return found[1]!.toLowerCase()
  return text !== '' && text.length <= codeLengthMax && !/\s/.test(text) ? text : null
}
