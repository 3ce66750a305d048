/** Names of halls in the language of the pages, for lists that carry the house's own name alone. */
import { shallowRef, watchEffect } from 'vue'
import { fetchHalls } from '@/api/halls'
import { language } from '@/i18n'

/** The house's own name until the other is known, and for halls that are deleted. */
export function useHallNames() {
  const english = shallowRef<ReadonlyMap<string, string>>()
  watchEffect(() => {
    if (language.value !== 'en' || english.value) return
    fetchHalls().then(
      (halls) => (english.value = new Map(halls.map(({ name, nameEn }) => [name, nameEn ?? name]))),
      () => undefined,
    )
  })
  return (own: string): string => (language.value === 'en' ? english.value?.get(own) ?? own : own)
}
