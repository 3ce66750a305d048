/** How each seat shows itself at this moment: the house, and what is chosen, owned and filtered. */
import { isFiltering, matches, type Filter } from '../model/filter'
import type { House } from '../model/house'
import { Status } from '../model/source'
import type { Face } from './glyphs'

export interface Scene {
  readonly house: House
  /** Staff see the grade of a taken seat too. */
  readonly showsGradeOfTaken: boolean
  faceOf(seat: number): Face
  /** Whether a seat steps back because of the filter. */
  isFaded(seat: number): boolean
}

/** Read each time: it changes under the scene. */
export interface Marked {
  readonly filter: Filter
  isSelected(seat: number): boolean
  isOwn(seat: number): boolean
}

const faces = ['free', 'held', 'sold', 'blocked'] as const

/** What a status alone looks like. */
export function faceOfStatus(status: number): Face {
  return faces[status] ?? faces[Status.blocked]
}

export function sceneOf(house: House, marked: Marked, showsGradeOfTaken: boolean): Scene {
  return {
    house,
    showsGradeOfTaken,
    faceOf(seat) {
      if (marked.isSelected(seat)) return 'chosen'
      return marked.isOwn(seat) ? 'own' : faceOfStatus(house.statusOf(seat))
    },
    isFaded(seat) {
      const { filter } = marked
      return isFiltering(filter) && !marked.isOwn(seat) && !matches(house, filter, seat)
    },
  }
}
