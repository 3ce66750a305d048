/** The sections of a hall as its plan has them: their English names, and the floor that each is on. Asked for once. */
import { api } from './client'

export interface SectionOfHall {
  readonly nameEn?: string
  readonly zone?: string
}

/** By the house's own name of the section. */
export type Sections = ReadonlyMap<string, SectionOfHall>

const halls = new Map<number, Promise<Sections>>()

async function fetchSections(venueId: number): Promise<Sections> {
  const { plan } = await api.get('/venues/{id}', { path: { id: venueId } })
  return new Map((plan.sections ?? []).map((section) => [section.name, {
    ...(section.nameEn ? { nameEn: section.nameEn } : {}),
    ...(section.zone ? { zone: section.zone } : {}),
  }]))
}

export function sectionsOfHall(venueId: number): Promise<Sections> {
  let sections = halls.get(venueId)
  if (!sections) {
    sections = fetchSections(venueId)
    sections.catch(() => halls.delete(venueId))
    halls.set(venueId, sections)
  }
  return sections
}

/** Of the hall that a performance is in; nothing for seats that were made without a hall. */
export async function sectionsOfPerformance(performanceId: number): Promise<Sections> {
  const { venueId } = await api.get('/performances/{id}', { path: { id: performanceId } })
  return venueId === undefined ? new Map() : sectionsOfHall(venueId)
}
