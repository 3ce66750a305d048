/** Remembers, in this tab, for which payment the buyer was sent to the provider's page. */
import { note, noted } from '@/utilities/storage'

export interface Visit {
  reservationId: number
  paymentId: number
}

export function beginVisit(visit: Visit): void {
  note('visit', JSON.stringify(visit))
}

export function visitUnderWay(): Visit | null {
  try {
    const visit = JSON.parse(noted('visit') ?? 'null') as Partial<Visit> | null
    if (typeof visit?.reservationId !== 'number' || typeof visit.paymentId !== 'number') return null
    return { reservationId: visit.reservationId, paymentId: visit.paymentId }
  } catch {
    return null
  }
}

export function endVisit(): void {
  note('visit', null)
}
