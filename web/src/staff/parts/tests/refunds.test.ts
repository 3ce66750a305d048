import { afterEach, describe, expect, it, vi } from 'vitest'
import { RefundDesk } from '../refunds'

afterEach(() => vi.unstubAllGlobals())

const refund = (id: number, state: string) => ({ id, state, amount: { amount: 1, currency: 'KRW' }, reason: '' })

/** Answers each path as told, and keeps what was asked. */
function serve(state: string): { paths: string[]; keys: (string | null)[] } {
  const asked = { paths: [] as string[], keys: [] as (string | null)[] }
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    asked.paths.push(`${init.method} ${path}`)
    if (init.method === 'POST') asked.keys.push(new Headers(init.headers).get('Idempotency-Key'))
    const body = path.startsWith('/payments')
      ? { id: 3, refunds: [refund(1, 'done'), refund(2, 'failed'), refund(4, 'failed')] }
      : { id: 5, state }
    return Promise.resolve(new Response(JSON.stringify(body), { status: 200 }))
  })
  return asked
}

describe('a refund that was refused', () => {
  it('is settled at the reservation that waits for it', async () => {
    const asked = serve('NeedsAttention')
    await new RefundDesk().settle('retry', { reservationId: 5, paymentId: 3 })
    expect(asked.paths).toEqual(['GET /reservations/5', 'POST /reservations/5/refund/retry'])
  })

  it('is settled at the payment, each refused one, when no reservation waits', async () => {
    const asked = serve('Completed')
    await new RefundDesk().settle('record', { reservationId: 5, paymentId: 3 })
    expect(asked.paths).toEqual([
      'GET /reservations/5', 'GET /payments/3', 'POST /payments/3/refunds/2/record', 'POST /payments/3/refunds/4/record',
      'GET /reservations/5',
    ])
  })

  it('has a new key for each wish', async () => {
    const asked = serve('NeedsAttention')
    const desk = new RefundDesk()
    await desk.settle('retry', { reservationId: 5, paymentId: 3 })
    await desk.settle('retry', { reservationId: 5, paymentId: 3 })
    expect(new Set(asked.keys).size).toBe(2)
  })
})
