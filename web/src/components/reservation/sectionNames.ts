/** Sections are printed in the house's language; its plan has their English names. Fetched only when they are shown. */
import { shallowRef, watchEffect, type ShallowRef } from 'vue'
import { sectionsOfHall, type Sections } from '@/api/halls'
import { language } from '@/i18n'

/** The name of a section in the language of the pages; the house's own until the other is known. */
export function useSectionNames(venueId: () => number | undefined) {
  const sections: ShallowRef<Sections> = shallowRef(new Map())
  watchEffect(() => {
    const id = venueId()
    if (id === undefined || language.value === 'ko') return
    // Without them the house's own name is shown, which is printed in the house too.
    sectionsOfHall(id).then((found) => (sections.value = found), () => undefined)
  })
  return (section: string): string =>
    (language.value === 'en' ? sections.value.get(section)?.nameEn ?? section : section)
}
