/** How far the round of refunds of a canceled performance has come. */
import type { CancellationRound } from '@/api/types'

export type Phase = 'telling' | 'refunding' | 'waiting' | 'done'

type Counted = Pick<CancellationRound, 'told' | 'toTell' | 'open' | 'needsAttention' | 'finishedAt'>

/** `waiting`: nothing goes on by itself any more, staff have refused refunds to see to. */
export function phaseOf(round: Counted): Phase {
  if (round.finishedAt === undefined || round.toTell > 0) return 'telling'
  if (round.open === 0) return 'done'
  return round.needsAttention >= round.open ? 'waiting' : 'refunding'
}

/** Bookings that are at their end, of all that there are; between 0 and 1. Nothing to do is all done. */
export function shareOf(round: Counted): number {
  const all = round.told + round.toTell
  if (all === 0) return 1
  return Math.max(0, Math.min(1, (round.told - round.open) / all))
}

/** Seconds until everybody is told at least, by the pace that the house keeps. */
export function secondsLeftOf(round: Pick<CancellationRound, 'toTell' | 'perSecondMax'>): number {
  return Math.ceil(round.toTell / Math.max(1, round.perSecondMax))
}

const squeezed = (text: string): string => text.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase()

/** Whether what was typed is what is asked for; blanks and capitals do not matter, every digit does. */
export function isTypedRight(typed: string, wanted: string): boolean {
  return wanted !== '' && squeezed(typed) === squeezed(wanted)
}
