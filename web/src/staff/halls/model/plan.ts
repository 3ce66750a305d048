/**
 * A hall's plan as the designer changes it: pure functions from plan to plan, so that each step can be undone.
 *
 * `seatRow` and `seatCol` are physical: neighbours share section and row, and their columns differ by one; a missing
 * column is an aisle. Labels are what is printed. Positions are centimetres, the stage usually being at the top.
 */
import type { components } from '@/api/schema'

type Schemas = components['schemas']
export type Plan = Schemas['SeatingPlan']
export type Section = Schemas['PlanSection']
export type Row = Schemas['PlanRow']
export type Seat = Schemas['PlanSeat']
export type Category = Schemas['PlanCategory']
export type Point = Schemas['Point']
export type Attribute = 'wheelchair' | 'companion' | 'restricted_view'

export const attributes: readonly Attribute[] = ['wheelchair', 'companion', 'restricted_view']

/** As the server limits it. */
export const seatsMax = 100_000

export interface Placed {
  seat: Seat
  row: Row
  section: Section
}

export function emptyPlan(name: string): Plan {
  return {
    name,
    focalPoint: { x: 1500, y: 0 },
    size: { width: 3000, height: 2400 },
    categories: [
      { name: 'VIP', grade: 'VIP', color: '#8a1a2b' },
      { name: 'R', grade: 'R', color: '#75530c' },
      { name: 'S', grade: 'S', color: '#23558a' },
      { name: 'A', grade: 'A', color: '#1d6643' },
    ],
    sections: [],
  }
}

export function rowsOf(section: Section): readonly Row[] {
  return section.rows ?? []
}

export function seatsOf(row: Row): readonly Seat[] {
  return row.seats ?? []
}

export function* placedSeats(plan: Plan): Generator<Placed> {
  for (const section of plan.sections ?? []) {
    for (const row of rowsOf(section)) {
      for (const seat of seatsOf(row)) yield { seat, row, section }
    }
  }
}

export function countSeats(plan: Plan): number {
  let count = 0
  for (const section of plan.sections ?? []) for (const row of rowsOf(section)) count += seatsOf(row).length
  return count
}

/** Seats by the name of their category; those without one under the empty name. */
export function countByCategory(plan: Plan): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { seat } of placedSeats(plan)) {
    const name = seat.category ?? ''
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}

export interface Bounds {
  left: number
  top: number
  right: number
  bottom: number
}

/** What has to be in sight: all seats and the focal point. */
export function boundsOf(plan: Plan): Bounds {
  const { x, y } = plan.focalPoint
  const bounds = { left: x, top: y, right: x, bottom: y }
  for (const { seat } of placedSeats(plan)) {
    bounds.left = Math.min(bounds.left, seat.position.x)
    bounds.right = Math.max(bounds.right, seat.position.x)
    bounds.top = Math.min(bounds.top, seat.position.y)
    bounds.bottom = Math.max(bounds.bottom, seat.position.y)
  }
  return bounds
}

/** Changes every seat that `change` answers anew; rows and sections that lose all their seats go. */
function mapSeats(plan: Plan, change: (placed: Placed) => Seat | null): Plan {
  const sections = (plan.sections ?? []).map((section) => {
    const rows = rowsOf(section)
      .map((row) => ({
        ...row,
        seats: seatsOf(row).flatMap((seat) => change({ seat, row, section }) ?? []),
      }))
      .filter((row) => row.seats.length > 0)
    return { ...section, rows }
  })
  return { ...plan, sections }
}

export type Chosen = ReadonlySet<string>

function changeChosen(plan: Plan, chosen: Chosen, change: (seat: Seat) => Seat): Plan {
  return mapSeats(plan, ({ seat }) => (chosen.has(seat.seatGuid) ? change(seat) : seat))
}

export function removeSeats(plan: Plan, chosen: Chosen): Plan {
  return mapSeats(plan, ({ seat }) => (chosen.has(seat.seatGuid) ? null : seat))
}

const coordinateMax = 10_000_000

function inside(value: number): number {
  return Math.min(coordinateMax, Math.max(0, Math.round(value)))
}

/** The step that can be made with all chosen seats together: none leaves the plan at its left or upper edge. */
export function boundedStep(plan: Plan, chosen: Chosen, step: Point): Point {
  let { x, y } = step
  for (const { seat } of placedSeats(plan)) {
    if (!chosen.has(seat.seatGuid)) continue
    x = Math.max(x, -seat.position.x)
    y = Math.max(y, -seat.position.y)
  }
  return { x, y }
}

export function moveSeats(plan: Plan, chosen: Chosen, step: Point): Plan {
  const { x, y } = boundedStep(plan, chosen, step)
  return changeChosen(plan, chosen, (seat) => ({
    ...seat,
    position: { x: inside(seat.position.x + x), y: inside(seat.position.y + y) },
  }))
}

/** Turns the chosen seats about their middle, clockwise as seen. */
export function rotateSeats(plan: Plan, chosen: Chosen, degrees: number): Plan {
  const points = [...placedSeats(plan)].filter(({ seat }) => chosen.has(seat.seatGuid)).map(({ seat }) => seat.position)
  if (points.length === 0) return plan
  const middle = {
    x: points.reduce((sum, point) => sum + point.x, 0) / points.length,
    y: points.reduce((sum, point) => sum + point.y, 0) / points.length,
  }
  const [sine, cosine] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)]
  return changeChosen(plan, chosen, (seat) => {
    const [x, y] = [seat.position.x - middle.x, seat.position.y - middle.y]
    const position = { x: inside(middle.x + x * cosine - y * sine), y: inside(middle.y + x * sine + y * cosine) }
    return { ...seat, position }
  })
}

export function categorize(plan: Plan, chosen: Chosen, category: string | null): Plan {
  return changeChosen(plan, chosen, ({ category: _, ...seat }) => (category === null ? seat : { ...seat, category }))
}

export function setAttribute(plan: Plan, chosen: Chosen, attribute: Attribute, isSet: boolean): Plan {
  return changeChosen(plan, chosen, (seat) => {
    const others = (seat.attributes ?? []).filter((name) => name !== attribute)
    return { ...seat, attributes: isSet ? [...others, attribute] : others }
  })
}

/** Numbers the chosen seats of each row anew, in physical order, from `first` in steps of `step`. */
export function renumber(plan: Plan, chosen: Chosen, first: number, step: number, isReversed: boolean): Plan {
  const sections = (plan.sections ?? []).map((section) => ({
    ...section,
    rows: rowsOf(section).map((row) => {
      const ordered = seatsOf(row).filter((seat) => chosen.has(seat.seatGuid)).sort((a, b) => a.seatCol - b.seatCol)
      if (isReversed) ordered.reverse()
      const labels = new Map(ordered.map((seat, index) => [seat.seatGuid, String(first + index * step)]))
      const seats = seatsOf(row).map((seat) => ({ ...seat, seatLabel: labels.get(seat.seatGuid) ?? seat.seatLabel }))
      return { ...row, seats }
    }),
  }))
  return { ...plan, sections }
}

function changeSection(plan: Plan, name: string, change: (section: Section) => Section): Plan {
  return { ...plan, sections: (plan.sections ?? []).map((section) => (section.name === name ? change(section) : section)) }
}

export function editSection(plan: Plan, name: string, changes: Partial<Omit<Section, 'rows'>>): Plan {
  return changeSection(plan, name, (section) => ({ ...section, ...changes }))
}

export function removeSection(plan: Plan, name: string): Plan {
  return { ...plan, sections: (plan.sections ?? []).filter((section) => section.name !== name) }
}

export function relabelRow(plan: Plan, section: string, seatRow: number, rowLabel: string): Plan {
  return changeSection(plan, section, (found) => ({
    ...found,
    rows: rowsOf(found).map((row) => (row.seatRow === seatRow ? { ...row, rowLabel } : row)),
  }))
}

export function guidsOfRow(row: Row): string[] {
  return seatsOf(row).map((seat) => seat.seatGuid)
}

export function guidsOfSection(section: Section): string[] {
  return rowsOf(section).flatMap(guidsOfRow)
}

export function editCategory(plan: Plan, index: number, changes: Partial<Category>): Plan {
  const before = plan.categories?.[index]
  if (!before) return plan
  const categories = (plan.categories ?? []).map((category, at) => (at === index ? { ...category, ...changes } : category))
  const name = changes.name
  if (name === undefined || name === before.name) return { ...plan, categories }
  return mapSeats({ ...plan, categories }, ({ seat }) =>
    seat.category === before.name ? { ...seat, category: name } : seat)
}

export function addCategory(plan: Plan, category: Category): Plan {
  return { ...plan, categories: [...(plan.categories ?? []), category] }
}

/** Its seats have none afterwards. */
export function removeCategory(plan: Plan, index: number): Plan {
  const gone = plan.categories?.[index]?.name
  const categories = (plan.categories ?? []).filter((_, at) => at !== index)
  return mapSeats({ ...plan, categories }, ({ seat }) => {
    if (seat.category !== gone) return seat
    const { category: _, ...rest } = seat
    return rest
  })
}
