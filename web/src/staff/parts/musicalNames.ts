/** Names of musicals in the language of the pages, for lists that carry the house's own name alone. */
import { shallowRef } from 'vue'
import { musicalOf } from '@/components/reservation/useOccasion'
import { language } from '@/i18n'

/** The house's own name until the other is known, and for musicals that are deleted. */
export function useMusicalNames() {
  const english = shallowRef<ReadonlyMap<number, string>>(new Map())
  const asked = new Set<number>()

  function ask(id: number): void {
    if (asked.has(id)) return
    asked.add(id)
    musicalOf(id).then(
      ({ nameEn }) => nameEn && (english.value = new Map(english.value).set(id, nameEn)),
      () => undefined,
    )
  }

  return (id: number, own: string): string => {
    if (language.value !== 'en') return own
    ask(id)
    return english.value.get(id) ?? own
  }
}
