/** What somebody wants to see: everything else steps back. */
import type { House } from './house'
import { Attribute } from './source'

export interface Filter {
  /** Places in House.grades; empty = all. */
  readonly grades: readonly number[]
  readonly onlyFree: boolean
  /** Minor units, per seat. */
  readonly priceMax: number | null
  /** Only wheelchair places and the chairs of companions. */
  readonly accessible: boolean
  /** A place in House.floors. */
  readonly floor: number | null
}

export const noFilter: Filter = { grades: [], onlyFree: false, priceMax: null, accessible: false, floor: null }

export function isFiltering(filter: Filter): boolean {
  return filter.grades.length > 0 || filter.onlyFree || filter.priceMax !== null || filter.accessible || filter.floor !== null
}

export function matches(house: House, filter: Filter, seat: number): boolean {
  if (filter.onlyFree && !house.isFree(seat)) return false
  if (filter.grades.length > 0 && !filter.grades.includes(house.gradeOf(seat))) return false
  if (filter.priceMax !== null && house.priceOf(seat) > filter.priceMax) return false
  const accessible = Attribute.wheelchair | Attribute.companion
  if (filter.accessible && (house.attributesOf(seat) & accessible) === 0) return false
  return filter.floor === null || house.sectionOf(seat).floor === filter.floor
}
