import { afterEach, describe, expect, it, vi } from 'vitest'
import { defineComponent } from 'vue'
import type { DeskSaleBody } from '@/api/types'
import { json, problem, serve, show } from '../../parts/tests/pages'
import { useDeskSale } from '../useDeskSale'

const sale: DeskSaleBody = { performanceId: 7, seatIds: [11, 12], payment: { method: 'desk_cash' }, buyer: { name: '김하늘', language: 'ko' } }

afterEach(() => vi.unstubAllGlobals())

async function desk() {
  let used!: ReturnType<typeof useDeskSale>
  const { router } = await show(defineComponent({
    setup() {
      used = useDeskSale()
      return () => null
    },
  }), { texts: ['desk'] })
  return { ...used, router }
}

describe('a sale at the desk', () => {
  it('is sent strictly, and leads to its receipt', async () => {
    const asked = serve(() => json({ id: 31, state: 'Completed' }, 201))
    const { sell, router } = await desk()
    await sell(sale)
    expect(asked[0]).toMatchObject({ method: 'POST', path: '/reservations/desk-sales', body: sale })
    expect(asked[0]!.headers.get('Prefer')).toBe('handling=strict, wait=10')
    expect(router.currentRoute.value.path).toBe('/staff/desk/31')
  })

  it('names the seats that are gone, and stays', async () => {
    serve(() => problem(409, 'seat_taken', { details: { conflicts: [{ seatId: 12, reason: 'taken' }] } }))
    const { sell, conflicts, router } = await desk()
    await sell(sale)
    expect(conflicts.value).toEqual([{ seatId: 12, reason: 'taken' }])
    expect(router.currentRoute.value.path).toBe('/')
  })

  it('is the same sale when it is sent again after silence, and a new one after an answer', async () => {
    let isSilent = true
    const keys: (string | null)[] = []
    serve(({ headers }) => {
      keys.push(headers.get('Idempotency-Key'))
      if (isSilent) throw new TypeError('network')
      return json({ id: 31, state: 'Completed' }, 201)
    })
    const { sell } = await desk()
    await sell(sale)
    isSilent = false
    await sell(sale)
    await sell(sale)
    // Twice by the client itself, then once more; the third press is another sale.
    expect(keys).toHaveLength(4)
    expect(new Set(keys.slice(0, 3)).size).toBe(1)
    expect(keys[3]).not.toBe(keys[0])
  })

  it('is another sale when anything in it has changed', async () => {
    const keys: (string | null)[] = []
    serve(({ headers }) => {
      keys.push(headers.get('Idempotency-Key'))
      throw new TypeError('network')
    })
    const { sell } = await desk()
    await sell(sale)
    await sell({ ...sale, seatIds: [11] })
    expect(new Set(keys).size).toBe(2)
  })

  it('remembers which fields the server would not have', async () => {
    serve(() => problem(422, 'validation_failed', { errors: [{ field: 'buyer.email', reason: 'invalid' }] }))
    const { sell, refusedFields, conflicts } = await desk()
    await sell(sale)
    expect(refusedFields.value).toEqual(['buyer.email'])
    expect(conflicts.value).toEqual([])
  })
})
