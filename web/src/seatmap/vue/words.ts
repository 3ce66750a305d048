/** Seats in the reader's language. */
import type { Money } from '@/api/types'
import { inLanguage, text } from '@/i18n'
import { money } from '@/i18n/formats'
import type { House } from '../model/house'
import { attributeNames, statusNames, type SeatAttribute, type SeatStatus } from '../model/source'
import type { SeatSession } from '../session'
import type { Face } from '../view/glyphs'
import { faceOfStatus } from '../view/scene'

/** A seat with all that is printed on a ticket, and how it stands. */
export interface SeatView {
  readonly seatId: number
  /** The house's own name, as the API has it. */
  readonly section: string
  /** In the reader's language. */
  readonly sectionName: string
  readonly floor: string
  readonly rowLabel: string
  readonly seatLabel: string
  readonly grade: string
  readonly price: Money
  readonly status: SeatStatus
  readonly attributes: readonly SeatAttribute[]
  readonly isOwn: boolean
  readonly isSelected: boolean
}

export function sectionName(house: House, section: number): string {
  const described = house.sections[section]
  return described ? inLanguage(described.name, described.nameEn) : ''
}

/** Without the floor that it begins with. */
export function shortSectionName(house: House, section: number): string {
  const name = sectionName(house, section)
  const floor = floorName(house, house.sections[section]?.floor ?? 0)
  const rest = floor !== '' && name.startsWith(floor) ? name.slice(floor.length).trim() : ''
  return rest === '' ? name : rest
}

/** `Stalls A`, without its last word, is what an English floor is called: the plan has no word of its own for it. */
export function floorName(house: House, floor: number): string {
  const described = house.floors[floor]
  if (!described) return ''
  const english = described.sections.map((section) => house.sections[section]?.nameEn)
  return inLanguage(described.name, commonWords(english))
}

/** The words that all names begin with. */
export function commonWords(names: readonly (string | undefined)[]): string | undefined {
  const all = names.map((name) => name?.split(/\s+/) ?? [])
  const first = all[0] ?? []
  let length = 0
  while (length < first.length && all.every((words) => words[length] === first[length])) length++
  return length === 0 ? undefined : first.slice(0, length).join(' ').replace(/[,;:]$/, '')
}

export function attributesOf(house: House, seat: number): SeatAttribute[] {
  const bits = house.attributesOf(seat)
  return attributeNames.filter((_, place) => bits & (1 << place))
}

export function priceOf(house: House, amount: number): Money {
  return { amount, currency: house.currency }
}

export function viewOf(session: SeatSession, seat: number): SeatView {
  const house = session.house!
  const section = house.sectionOf(seat)
  return {
    seatId: house.idOf(seat),
    section: section.name,
    sectionName: sectionName(house, section.index),
    floor: floorName(house, section.floor),
    rowLabel: house.rowLabelOf(seat),
    seatLabel: house.seatLabelOf(seat),
    grade: house.grades[house.gradeOf(seat)]?.name ?? '',
    price: priceOf(house, house.priceOf(seat)),
    status: statusNames[house.statusOf(seat)],
    attributes: attributesOf(house, seat),
    isOwn: session.isOwn(seat),
    isSelected: session.isSelected(seat),
  }
}

export function faceOf(session: SeatSession, seat: number): Face {
  if (session.isSelected(seat)) return 'chosen'
  return session.isOwn(seat) ? 'own' : faceOfStatus(session.house!.statusOf(seat))
}

export function placeText(view: Pick<SeatView, 'sectionName' | 'rowLabel' | 'seatLabel'>): string {
  return text('seatmap.seat.place', { section: view.sectionName, row: view.rowLabel, seat: view.seatLabel })
}

/** Everything about a seat in one sentence: what a screen reader says. */
export function fullText(session: SeatSession, seat: number): string {
  const view = viewOf(session, seat)
  return [
    placeText(view), view.grade, money(view.price), text(`seatmap.status.${faceOf(session, seat)}`),
    ...view.attributes.map((attribute) => text(`seatmap.attribute.${attribute}`)),
  ].join(', ')
}

interface Place {
  readonly sectionName: string
  readonly rowLabel: string
  readonly seatLabel: string
  readonly row: number
  readonly column: number
}

/** Seats in as few words as they can be named with: those beside each other as "12 to 14". */
export function seatsText(house: House, seats: readonly number[]): string {
  const rows = new Map<number, Place[]>()
  for (const seat of seats) {
    const row = house.rowOf(seat)
    const place = {
      sectionName: sectionName(house, row.section),
      rowLabel: house.rowLabelOf(seat),
      seatLabel: house.seatLabelOf(seat),
      row: row.index,
      column: house.columnOf(seat),
    }
    rows.set(row.index, [...(rows.get(row.index) ?? []), place])
  }
  return [...rows.values()].map(rowText).join(' · ')
}

function rowText(places: Place[]): string {
  const sorted = [...places].sort((a, b) => a.column - b.column)
  const first = sorted[0]!
  const last = sorted[sorted.length - 1]!
  const named = { section: first.sectionName, row: first.rowLabel }
  if (sorted.length === 1) return text('seatmap.seat.place', { ...named, seat: first.seatLabel })
  const isRun = sorted.length > 2 && last.column - first.column === sorted.length - 1
  if (isRun) return text('seatmap.seat.run', { ...named, from: first.seatLabel, to: last.seatLabel })
  return text('seatmap.seat.listed', { ...named, seats: sorted.map((place) => place.seatLabel).join(', ') })
}
