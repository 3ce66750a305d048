/**
 * The halls without their seats: what they and their sections are called, and the floor that each section is on. Asked
 * for once; who is told of a hall that was not there yet asks again.
 */
import { api } from './client'
import type { VenueSummary } from './types'

export interface SectionOfHall {
  readonly nameEn?: string
  readonly zone?: string
}

/** By the house's own name of the section. */
export type Sections = ReadonlyMap<string, SectionOfHall>

const pageSize = 200
let halls: Promise<VenueSummary[]> | undefined

/** All of them, as they are at present. */
export function fetchHalls(): Promise<VenueSummary[]> {
  const asked = api.get('/venues', { query: { size: pageSize } }).then((page) => page._embedded.venues)
  halls = asked
  asked.catch(() => {
    if (halls === asked) halls = undefined
  })
  return asked
}

export async function hallOf(id: number): Promise<VenueSummary | undefined> {
  const known = (await halls)?.find((hall) => hall.id === id)
  return known ?? (await fetchHalls()).find((hall) => hall.id === id)
}

export async function sectionsOfHall(id: number): Promise<Sections> {
  const hall = await hallOf(id)
  return new Map((hall?.sections ?? []).map(({ name, nameEn, zone }) => [name, {
    ...(nameEn ? { nameEn } : {}), ...(zone ? { zone } : {}),
  }]))
}

/** Of the hall that a performance is in; nothing for seats that were made without a hall. */
export async function sectionsOfPerformance(performanceId: number): Promise<Sections> {
  // The halls are few; they come while it is not yet known which one it is.
  const [{ venueId }] = await Promise.all([
    api.get('/performances/{id}', { path: { id: performanceId } }), halls ?? fetchHalls(),
  ])
  return venueId === undefined ? new Map() : sectionsOfHall(venueId)
}
