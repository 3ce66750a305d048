/** Sections are printed in the house's language; its plan has their English names. Fetched only when they are shown. */
import { shallowRef, watchEffect, type ShallowRef } from 'vue'
import { api } from '@/api/client'
import { language } from '@/i18n'

type Names = ReadonlyMap<string, string>
const byVenue = new Map<number, Promise<Names>>()

async function fetchNames(venueId: number): Promise<Names> {
  const venue = await api.get('/venues/{id}', { path: { id: venueId } })
  return new Map((venue.plan.sections ?? []).flatMap((one) => (one.nameEn ? [[one.name, one.nameEn] as const] : [])))
}

function namesOf(venueId: number): Promise<Names> {
  let names = byVenue.get(venueId)
  if (!names) {
    names = fetchNames(venueId)
    names.catch(() => byVenue.delete(venueId))
    byVenue.set(venueId, names)
  }
  return names
}

/** The name of a section in the language of the pages; the house's own until the other is known. */
export function useSectionNames(venueId: () => number | undefined) {
  const names: ShallowRef<Names> = shallowRef(new Map())
  watchEffect(() => {
    const id = venueId()
    if (id === undefined || language.value === 'ko') return
    // Without them the house's own name is shown, which is printed in the house too.
    namesOf(id).then((found) => (names.value = found), () => undefined)
  })
  return (section: string): string => (language.value === 'en' ? names.value.get(section) ?? section : section)
}
