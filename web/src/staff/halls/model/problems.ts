/** What stands in the way of saving a plan; the server says the same, but later. */
import { countSeats, placedSeats, seatsMax, type Plan } from './plan'

export type PlanProblem =
  | { kind: 'nothing' }
  | { kind: 'tooMany'; count: number }
  | { kind: 'sectionTwice'; section: string }
  | { kind: 'placeTwice'; guids: string[] }
  | { kind: 'labelTwice'; guids: string[] }

/** Seats that share a key; each group once. */
function twice(plan: Plan, keyOf: (section: string, row: { seatRow: number; rowLabel: string }, seat: { seatCol: number; seatLabel: string }) => string): string[][] {
  const groups = new Map<string, string[]>()
  for (const { seat, row, section } of placedSeats(plan)) {
    const key = keyOf(section.name, row, seat)
    const group = groups.get(key)
    if (group) group.push(seat.seatGuid)
    else groups.set(key, [seat.seatGuid])
  }
  return [...groups.values()].filter((group) => group.length > 1)
}

export function problemsOf(plan: Plan): PlanProblem[] {
  const problems: PlanProblem[] = []
  const count = countSeats(plan)
  if (count === 0) problems.push({ kind: 'nothing' })
  if (count > seatsMax) problems.push({ kind: 'tooMany', count })
  const names = new Set<string>()
  for (const { name } of plan.sections ?? []) {
    if (names.has(name)) problems.push({ kind: 'sectionTwice', section: name })
    names.add(name)
  }
  for (const guids of twice(plan, (section, row, seat) => JSON.stringify([section, row.seatRow, seat.seatCol]))) {
    problems.push({ kind: 'placeTwice', guids })
  }
  for (const guids of twice(plan, (section, row, seat) => JSON.stringify([section, row.rowLabel, seat.seatLabel]))) {
    problems.push({ kind: 'labelTwice', guids })
  }
  return problems
}
