import { afterEach, describe, expect, it, vi } from 'vitest'
import { flushPromises, json, problem, serve, show } from '../../parts/tests/pages'
import { reservationOf } from '../../reservations/tests/reservations'
import ReceiptPage from '../ReceiptPage.vue'

let shown: Awaited<ReturnType<typeof show>> | undefined
afterEach(() => {
  shown?.wrapper.unmount()
  document.body.innerHTML = ''
  vi.unstubAllGlobals()
})

async function open(changes: object) {
  serve(({ path }) => {
    if (path === '/reservations/5') return json(reservationOf({ tickets: [], ...changes }))
    if (path === '/reservations/5/timeline') return json({ reservationId: 5, steps: [] })
    return problem(404, 'not_found')
  })
  shown = await show(ReceiptPage, { props: { id: 5 }, texts: ['desk', 'backoffice', 'booking'] })
  await flushPromises()
  return shown.wrapper.find('[role=status] .notice').text()
}

describe('the receipt of a desk sale', () => {
  it('says when the money is to be taken, which is for cash alone', async () => {
    expect(await open({ desk: { method: 'desk_cash', soldBy: 2 } })).toContain('Take the money')
    shown!.wrapper.unmount()
    expect(await open({ desk: { method: 'desk_card', soldBy: 2, reference: 'A-1' } })).toBe('SoldHand over the tickets.')
    shown!.wrapper.unmount()
    expect(await open({ desk: { method: 'comp', soldBy: 2, reason: 'Press' } })).toBe('SoldHand over the tickets.')
  })

  it('says what is to be given back when nothing was sold', async () => {
    const state = { state: 'Impossible', status: 'ReservationImpossible' }
    expect(await open({ ...state, desk: { method: 'desk_card', soldBy: 2, reference: 'A-1' } })).toContain('Give back what was paid')
    shown!.wrapper.unmount()
    expect(await open({ ...state, desk: { method: 'comp', soldBy: 2, reason: 'Press' } })).toBe('Not sold')
  })
})
