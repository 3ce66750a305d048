/** Which grades the seats of a hall have. */
import { api } from '@/api/client'
import type { Venue } from '@/api/types'

/** A seat's category says its grade; without one that is known it is the house's usual grade. */
const gradeDefault = 'R'

export function gradesOfPlan(plan: Venue['plan']): string[] {
  const gradeOf = new Map((plan.categories ?? []).map(({ name, grade }) => [name, grade ?? name]))
  const found = new Set<string>()
  for (const section of plan.sections ?? []) {
    for (const row of section.rows ?? []) {
      for (const seat of row.seats ?? []) {
        found.add(gradeOf.get(seat.category ?? '') ?? gradeDefault)
      }
    }
  }
  return [...found]
}

export async function gradesOfHall(id: number): Promise<string[]> {
  const venue = await api.get('/venues/{id}', { path: { id } })
  return gradesOfPlan(venue.plan)
}
