import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { flushPromises, json, problem, serve, show, type Asked } from '../../parts/tests/pages'
import GiveBackPanel from '../GiveBackPanel.vue'
import { krw, reservationOf } from './reservations'

const quoteOf = (seatIds: number[], fee: number) => ({
  reservationId: 5, seatIds, price: krw(90_000 * seatIds.length), fee: krw(fee), refund: krw(90_000 * seatIds.length - fee), feePercent: 10,
  quotedAt: '', explanation: 'Ten per cent.', seats: [], tables: [],
})

beforeAll(() => {
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true
  }
})
afterEach(() => {
  document.body.innerHTML = ''
  vi.unstubAllGlobals()
})

async function open(answer: (asked: Asked) => Response, changes: object = {}) {
  const asked = serve(answer)
  const props = {
    reservation: reservationOf({}), sectionName: (section: string) => section, timeZone: 'Asia/Seoul', isUnpaid: false, hasStarted: false,
    ...changes,
  }
  const { wrapper } = await show(GiveBackPanel, { props, texts: ['bookings', 'booking', 'backoffice'] })
  const press = async (text: string): Promise<void> => {
    const button = wrapper.findAll('button').filter((one) => one.text().includes(text)).at(-1)
    await button!.trigger('click')
    await flushPromises()
  }
  return { asked, wrapper, press }
}

describe('canceling for a buyer', () => {
  it('quotes the chosen seats and sends what was quoted', async () => {
    const { asked, wrapper, press } = await open(({ path }) =>
      (path.includes('quote') ? json(quoteOf([12], 9000)) : json(reservationOf({ state: 'Canceling' }), 202)))
    await wrapper.findAll('input[type=checkbox]').at(2)!.setValue(true)
    await flushPromises()
    expect(asked.at(-1)!.path).toBe('/reservations/5/cancellation-quote?seatIds=12')
    expect(wrapper.text()).toContain('₩81,000')
    await press('Cancel and give back')
    await press('Cancel the seats')
    expect(asked.at(-1)).toMatchObject({
      method: 'POST', path: '/reservations/5/cancellation', body: { seatIds: [12], expectedFee: krw(9000) },
    })
    expect(wrapper.emitted('changed')).toHaveLength(1)
  })

  it('gives everything back when the fee is waived, and asks for no quote', async () => {
    const { asked, wrapper, press } = await open(() => json(reservationOf({ state: 'Canceling' }), 202))
    await wrapper.findAll('input[type=checkbox]').at(3)!.setValue(true)
    await wrapper.findAll('input[type=checkbox]').at(0)!.setValue(true)
    await flushPromises()
    expect(asked).toHaveLength(0)
    expect(wrapper.text()).toContain('₩180,000')
    await press('Cancel and give back')
    await press('Cancel the seats')
    expect(asked.at(-1)!.body).toEqual({ seatIds: [11, 12], waiveFee: true })
  })

  it('shows the new terms when the fee has risen meanwhile, and sends nothing by itself', async () => {
    const { asked, wrapper, press } = await open(({ path }) => (path.includes('quote')
      ? json(quoteOf([11], 9000))
      : problem(409, 'fee_changed', { details: quoteOf([11], 18_000) })))
    await wrapper.findAll('input[type=checkbox]').at(1)!.setValue(true)
    await flushPromises()
    await press('Cancel and give back')
    await press('Cancel the seats')
    expect(wrapper.text()).toContain('₩72,000')
    expect(asked.filter((one) => one.method === 'POST')).toHaveLength(1)
    expect(wrapper.emitted('changed')).toBeUndefined()
  })

  it('offers a courtesy alone once the performance has begun', async () => {
    const { asked, wrapper } = await open(() => problem(500, 'internal_error'), { hasStarted: true })
    await wrapper.findAll('input[type=checkbox]').at(1)!.setValue(true)
    await flushPromises()
    expect(asked).toHaveLength(0)
    expect(wrapper.text()).toContain('The performance has begun')
    expect(wrapper.text()).toContain('₩90,000')
  })

  it('drops what is not paid without a quote', async () => {
    const { asked, press } = await open(() => json(reservationOf({ state: 'Canceled' })), {
      reservation: reservationOf({ state: 'Held', tickets: [] }), isUnpaid: true,
    })
    await press('Give the booking up')
    await press('Give the booking up')
    expect(asked).toHaveLength(1)
    expect(asked[0]).toMatchObject({ path: '/reservations/5/cancellation', body: {} })
  })
})
