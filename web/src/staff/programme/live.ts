/** What `has_live_reservations` says. */
import type { ApiProblem } from '@/api/problem'

/** How many bookings are in the way; at least the one without which there would be no such problem. */
export function liveReservationsIn(problem: ApiProblem): number {
  const details = problem.details as { reservations?: unknown } | undefined
  return typeof details?.reservations === 'number' ? details.reservations : 1
}
