/** What a reservation is for: the musical, the performance and the hall, in the language of the pages. */
import { computed, shallowRef, watch } from 'vue'
import { api } from '@/api/client'
import { hallOf } from '@/api/halls'
import type { Musical, Performance, VenueSummary } from '@/api/types'
import { inLanguage } from '@/i18n'
import { useSectionNames } from './sectionNames'

const musicals = new Map<number, Promise<Musical>>()
const performances = new Map<number, Promise<Performance>>()

/** Asks once for each id; what could not be had is asked for again. */
function once<T>(cache: Map<number, Promise<T>>, id: number, ask: () => Promise<T>): Promise<T> {
  let found = cache.get(id)
  if (!found) {
    found = ask()
    found.catch(() => cache.delete(id))
    cache.set(id, found)
  }
  return found
}

export const musicalOf = (id: number): Promise<Musical> =>
  once(musicals, id, () => api.get('/items/{id}', { path: { id } }))

export const performanceOf = (id: number): Promise<Performance> =>
  once(performances, id, () => api.get('/performances/{id}', { path: { id } }))

/** The subject may be deleted meanwhile: then the names that the reservation itself carries are shown. */
export function useOccasion(
  subject: () => { musicalId: number; performanceId: number; musicalName: string; startsAt?: string | undefined } | null,
) {
  const musical = shallowRef<Musical>()
  const performance = shallowRef<Performance>()
  const venue = shallowRef<VenueSummary>()

  watch(() => [subject()?.musicalId, subject()?.performanceId] as const, async ([musicalId, performanceId]) => {
    if (musicalId === undefined || performanceId === undefined) return
    const [one, other] = await Promise.allSettled([musicalOf(musicalId), performanceOf(performanceId)])
    if (one.status === 'fulfilled') musical.value = one.value
    if (other.status !== 'fulfilled') return
    performance.value = other.value
    const venueId = other.value.venueId
    if (venueId !== undefined) venue.value = await hallOf(venueId).catch(() => undefined)
  }, { immediate: true })

  return {
    musical,
    performance,
    name: computed(() => inLanguage(musical.value?.name ?? subject()?.musicalName ?? '', musical.value?.nameEn)),
    venueName: computed(() => venue.value && inLanguage(venue.value.name, venue.value.nameEn)),
    /** Nothing for seats that were sold without a stated time. */
    startsAt: computed(() => (performance.value?.isDefault ? undefined : subject()?.startsAt)),
    timeZone: computed(() => performance.value?.timeZone),
    sectionName: useSectionNames(() => performance.value?.venueId),
  }
}
