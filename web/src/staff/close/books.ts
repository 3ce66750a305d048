/**
 * The accounts of the ledger as people read them. Where money is (at the provider, in the drawer) and what it stands for
 * (tickets, refunds, fees) are two sides that are equal at every moment.
 */
import type { LedgerAccount, LedgerBalances, Money } from '@/api/types'

/** Where money is. The others say what it is for; their balances are negative in the books. */
const places: readonly string[] = ['provider', 'cash_drawer', 'card_terminal']

export interface Side {
  lines: { account: LedgerAccount; amount: Money }[]
  total: Money
}

export interface Books {
  currency: string
  places: Side
  purposes: Side
  isEven: boolean
}

function sideOf(lines: Side['lines'], currency: string): Side {
  return { lines, total: { amount: lines.reduce((sum, line) => sum + line.amount.amount, 0), currency } }
}

/** One for each currency in the ledger, in the order in which it names them. */
export function booksOf(balances: LedgerBalances['balances']): Books[] {
  const currencies = [...new Set(balances.map((line) => line.amount.currency))]
  return currencies.map((currency) => {
    const own = balances.filter((line) => line.amount.currency === currency)
    const isPlace = (line: (typeof own)[number]): boolean => places.includes(line.account)
    const there = sideOf(own.filter(isPlace), currency)
    const purposes = sideOf(
      // Nothing is 0, never -0.
      own.filter((line) => !isPlace(line)).map(({ account, amount }) => ({ account, amount: { amount: 0 - amount.amount, currency } })),
      currency,
    )
    return { currency, places: there, purposes, isEven: there.total.amount === purposes.total.amount }
  })
}
