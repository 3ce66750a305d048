/**
 * Houses drawn as text, for tests: one line is one row, the stage is above.
 *
 * `.` free, `h` held, `x` sold, `#` blocked, ` ` aisle, `w` wheelchair, `c` companion, `r` restricted view, `S` a free
 * seat of the cheaper grade. A seat's id is row * 100 + column, both counted from 1; a section adds 10,000.
 */
import { House } from '../model/house'
import type { HouseSource, SectionDetails } from '../model/source'

export interface Drawn {
  readonly rows: readonly string[]
  readonly name?: string
  readonly details?: SectionDetails
  /** Where its first seat would stand. */
  readonly at?: { readonly x: number; readonly y: number }
}

const letters: Record<string, string> = { x: 'S', h: 'H', '#': 'B' }
const bits: Record<string, number> = { w: 1, c: 2, r: 4 }

export function sourceOf(sections: readonly Drawn[], version = 1): HouseSource {
  const seats: (number | string)[][] = []
  let statuses = ''
  sections.forEach((section, s) => {
    section.rows.forEach((line, r) => {
      ;[...line].forEach((drawn, c) => {
        if (drawn === ' ') return
        const at = section.at ?? { x: s * 2000, y: 0 }
        const isCheap = drawn === 'S'
        seats.push([
          s * 10_000 + (r + 1) * 100 + c + 1, s, r + 1, c + 1, rowName(r), String(c + 1), isCheap ? 1 : 0,
          isCheap ? 50_000 : 90_000, at.x + c * 50, at.y + r * 90, bits[drawn] ?? 0,
        ])
        statuses += letters[drawn] ?? 'A'
      })
    })
  })
  return {
    performanceId: 7, version, status: 'scheduled', currency: 'KRW', focalPoint: { x: 200, y: -300 },
    sections: sections.map((section, s) => section.name ?? `S${s + 1}`),
    sectionDetails: sections.map((section) => section.details ?? {}),
    grades: ['R', 'S'], attributes: ['wheelchair', 'companion', 'restricted_view'],
    fields: ['seatId', 'section', 'seatRow', 'seatCol', 'rowLabel', 'seatLabel', 'grade', 'price', 'x', 'y', 'attributes'],
    seats, statuses,
  }
}

/** A, B, C, ... */
function rowName(row: number): string {
  return String.fromCharCode(65 + row)
}

export function draw(...rows: string[]): House {
  return new House(sourceOf([{ rows }]))
}

export function drawSections(...sections: Drawn[]): House {
  return new House(sourceOf(sections))
}

/** The place of a seat by its id. */
export function at(house: House, id: number): number {
  const seat = house.seatOf(id)
  if (seat === undefined) throw new Error(`no seat ${id}`)
  return seat
}
