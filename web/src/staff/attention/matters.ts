/**
 * What stands in the queue: money that is neither ticket nor refund, and what reconciliation found. Each matter has a
 * reason, a next action, and says whether a human is waited for.
 */
import type { CancellationRound, Finding, Money, OpenItem } from '@/api/types'

export type Reason = OpenItem['reason']
export type Divergence = Finding['divergence']

/** What a button beside a matter does. */
export type Deed = 'retry' | 'record' | 'acknowledge' | 'timeline' | 'round'

interface Common {
  /** Names the matter among all others. */
  key: string
  isForHuman: boolean
  since: string
  deeds: readonly Deed[]
  reservationId?: number
}

export type Matter =
  | (Common & { kind: 'item'; reason: Reason; amount: Money; paymentId: number; reservationId: number })
  | (Common & { kind: 'finding'; divergence: Divergence; finding: Finding })
  | (Common & { kind: 'round'; round: CancellationRound })

/** The others go on by themselves; the page says so. */
const deedsOfItem: Partial<Record<Reason, readonly Deed[]>> = {
  refund_refused: ['retry', 'record'],
  refund_at_desk: ['record'],
  money_missing: [],
}

export function matterOfItem(item: OpenItem): Matter {
  const deeds = deedsOfItem[item.reason]
  return {
    kind: 'item',
    key: `item ${item.paymentId} ${item.reason}`,
    isForHuman: deeds !== undefined,
    since: item.since,
    deeds: [...(deeds ?? []), 'timeline'],
    reason: item.reason,
    amount: item.amount,
    paymentId: item.paymentId,
    reservationId: item.reservationId,
  }
}

export function matterOfFinding(finding: Finding): Matter {
  const isOpen = finding.state === 'open'
  return {
    kind: 'finding',
    key: `finding ${finding.id}`,
    isForHuman: isOpen,
    since: finding.firstSeenAt,
    deeds: [...(isOpen ? ['acknowledge' as const] : []), ...(finding.reservationId === undefined ? [] : ['timeline' as const])],
    divergence: finding.divergence,
    finding,
    ...(finding.reservationId === undefined ? {} : { reservationId: finding.reservationId }),
  }
}

/** A round that is over and in which nothing waits is no matter. */
export function matterOfRound(round: CancellationRound): Matter | null {
  const isUnderWay = round.finishedAt === undefined || round.open > 0
  if (!isUnderWay && round.needsAttention === 0) return null
  return {
    kind: 'round',
    key: `round ${round.performanceId}`,
    // Its refused refunds stand in the queue one by one.
    isForHuman: false,
    since: round.begunAt,
    deeds: ['round'],
    round,
  }
}

export interface Queue {
  forHumans: Matter[]
  byThemselves: Matter[]
  /** Findings that are settled, newest first. */
  settled: Finding[]
}

const oldestFirst = (one: Matter, other: Matter): number => Date.parse(one.since) - Date.parse(other.since)

export function queueOf(items: readonly OpenItem[], findings: readonly Finding[], rounds: readonly CancellationRound[]): Queue {
  const isSettled = (finding: Finding): boolean => finding.state === 'repaired' || finding.state === 'acknowledged'
  const matters = [
    ...items.map(matterOfItem),
    ...findings.filter((one) => !isSettled(one)).map(matterOfFinding),
    ...rounds.map(matterOfRound).filter((one) => one !== null),
  ].sort(oldestFirst)
  return {
    forHumans: matters.filter((one) => one.isForHuman),
    byThemselves: matters.filter((one) => !one.isForHuman),
    settled: findings.filter(isSettled).sort((one, other) => Date.parse(other.lastSeenAt) - Date.parse(one.lastSeenAt)),
  }
}
