/** What the door says to a ticket. */
import type { Ticket } from '@/api/types'

export type Verdict =
  | 'admitted'
  | 'valid'
  | 'just_admitted'
  | 'used'
  | 'given_back'
  | 'replaced'
  | 'moving'
  | 'other_performance'
  | 'other_day'
  | 'unknown'
  | 'unreadable'
  | 'unanswered'

/** Of these the bearer goes in; of the others not. */
export const letsIn: readonly Verdict[] = ['admitted', 'just_admitted']

/** One reading of a code at this door. */
export interface Passing {
  /** Counts up; a later answer to the same reading has the same number. */
  number: number
  code: string
  verdict: Verdict
  at: number
  ticket?: Ticket
  usedAt?: string
}

/** A scanner that reads a ticket twice within this time has not met a second bearer. */
export const readTwiceMs = 8000

/** A door that is open for every performance lets in by itself those of about this time alone. */
export const aroundMs = 12 * 3_600_000

/** Before anything is used up: what the ticket is, at this door, by what the server knows. */
export function verdictOf(ticket: Ticket, performanceId: number | null, earlier: readonly Passing[], now: number): Verdict {
  if (ticket.isMoving) return 'moving'
  if (ticket.replacedBy !== undefined) return 'replaced'
  if (!ticket.isValid) return 'given_back'
  if (ticket.usedAt !== undefined) {
    const mine = earlier.find((one) => one.verdict === 'admitted' && one.ticket?.id === ticket.id)
    return mine && now - mine.at < readTwiceMs ? 'just_admitted' : 'used'
  }
  if (performanceId !== null) return ticket.performanceId === performanceId ? 'valid' : 'other_performance'
  const farAway = ticket.startsAt !== undefined && Math.abs(Date.parse(ticket.startsAt) - now) > aroundMs
  if (farAway) return 'other_day'
  return 'valid'
}
