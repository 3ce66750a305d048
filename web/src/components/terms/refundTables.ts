/** By which tables of fees tickets of a musical are given back. */
import { api } from '@/api/client'
import type { RefundPolicy, RefundTable } from '@/api/types'

/** What counts for a musical that says nothing: the legal standard. */
const standard = 'korean-standard'

let asked: Promise<RefundTable[]> | undefined

/** The tables that come with the program; they do not change while it runs. */
export function shippedRefundTables(): Promise<RefundTable[]> {
  asked ??= api
    .get('/refund-tables', { query: { size: 200 } })
    .then((page) => page._embedded.refundTables)
    .catch((thrown: unknown) => {
      asked = undefined
      throw thrown
    })
  return asked
}

export function refundTablesOf(policy: RefundPolicy | undefined, shipped: readonly RefundTable[]): RefundTable[] {
  const codes: readonly string[] = policy === undefined ? [standard] : policy.tables ?? []
  const named = shipped.filter((table) => codes.includes(table.code))
  return policy?.own ? [...named, policy.own] : named
}
