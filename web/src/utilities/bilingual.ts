/** Names that staff write in both languages at once, such as `소라 / Sora`: the API has one field for them. */
import { language } from '@/i18n'

const hangul = /\p{Script=Hangul}/u

/** Of a name in both languages the one in the language of the pages; any other name as it is. */
export function nameInLanguage(name: string): string {
  const parts = name.split(' / ').map((part) => part.trim())
  const korean = parts.filter((part) => hangul.test(part))
  if (parts.length !== 2 || korean.length !== 1) return name
  return parts.find((part) => hangul.test(part) === (language.value === 'ko')) || name
}

/** Which language a name is in, where it is not that of the pages: for voices that read it. */
export const languageOfName = (name: string): 'ko' | undefined =>
  (language.value !== 'ko' && hangul.test(name) ? 'ko' : undefined)
