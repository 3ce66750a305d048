/** Names of sections in the language of the pages, for lists of bookings in all halls. */
import { shallowRef, watchEffect } from 'vue'
import { fetchHalls } from '@/api/halls'
import type { VenueSummary } from '@/api/types'
import { language } from '@/i18n'

/** What a section is called in English, where every hall that has one of this name calls it the same. */
export function englishSections(halls: readonly Pick<VenueSummary, 'sections'>[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const differing = new Set<string>()
  for (const { name, nameEn } of halls.flatMap((hall) => hall.sections)) {
    const english = nameEn || name
    if ((found.get(name) ?? english) !== english) differing.add(name)
    found.set(name, english)
  }
  for (const name of differing) found.delete(name)
  return found
}

/** The house's own name until the other is known, and where halls differ. */
export function useSectionNamesOfHalls() {
  const english = shallowRef<ReadonlyMap<string, string>>()
  watchEffect(() => {
    if (language.value !== 'en' || english.value) return
    fetchHalls().then((halls) => (english.value = englishSections(halls)), () => undefined)
  })
  return (own: string): string => (language.value === 'en' ? english.value?.get(own) ?? own : own)
}
