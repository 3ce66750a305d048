/** Sums that may be of several currencies, which are never added up. */
import type { Money } from '@/api/types'
import { money } from '@/i18n/formats'

export function sumsText(sums: readonly Money[]): string {
  return sums.length === 0 ? money({ amount: 0, currency: 'KRW' }) : sums.map(money).join(' + ')
}
