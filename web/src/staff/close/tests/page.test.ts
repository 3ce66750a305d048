import { afterEach, describe, expect, it, vi } from 'vitest'
import { flushPromises, json, pageOf, problem, serve, show, type Asked } from '../../parts/tests/pages'
import ClosePage from '../ClosePage.vue'

const krw = (amount: number) => ({ amount, currency: 'KRW' })
const sums = { ticketsSold: 3, ticketsCancelled: 1, sales: krw(270_000), refunds: krw(81_000), feesKept: krw(9000), net: krw(189_000) }
const close = (date: string, changes: object = {}) => ({
  date, timeZone: 'Asia/Seoul', from: '2027-01-14T15:00:00Z', to: '2027-01-15T15:00:00Z', isFinal: true,
  performances: [{
    performanceId: 7, musicalId: 1, musicalName: '달빛 우체국', venueName: '대극장', startsAt: '2027-01-20T10:30:00Z',
    methods: [{ method: 'desk_cash', ...sums }],
  }],
  methods: [{ method: 'desk_cash', ...sums }], totals: [sums], _links: {}, ...changes,
})
const balances = { balances: [{ account: 'provider', amount: krw(90_000) }, { account: 'tickets', amount: krw(-90_000) }], days: [], _links: {} }

let shown: Awaited<ReturnType<typeof show>> | undefined
afterEach(() => {
  shown?.wrapper.unmount()
  document.body.innerHTML = ''
  vi.unstubAllGlobals()
})

async function open(answer: (asked: Asked) => Response, at = '/?date=2027-01-15') {
  const asked = serve((one) => {
    if (one.path.startsWith('/venues')) return json(pageOf('venues', [{ id: 1, name: '대극장', nameEn: 'Grand Hall', seats: 800, sections: [] }]))
    return one.path.startsWith('/payments') ? json(balances) : answer(one)
  })
  shown = await show(ClosePage, { texts: ['closing', 'backoffice'], at })
  const { wrapper, router } = shown
  const press = async (name: string): Promise<void> => {
    const button = wrapper.findAll('button').find((one) => one.text() === name || one.attributes('aria-label') === name)
    await button!.trigger('click')
    await flushPromises()
  }
  return { asked, wrapper, router, press }
}
const dayIn = (asked: Asked): string => new URLSearchParams(asked.path.split('?')[1]).get('date')!

describe('the close of a day', () => {
  it('shows the day that the address names, with the ledger below', async () => {
    const { wrapper } = await open((one) => json(close(dayIn(one))))
    expect(wrapper.text()).toContain('Cash at the desk')
    expect(wrapper.text()).toContain('Grand Hall')
    expect(wrapper.find('tfoot').text()).toContain('₩189,000')
    expect(wrapper.text()).toContain('Both sides are equal.')
  })

  it('goes to the day before, and never shows one day under the date of another', async () => {
    let answerLater: (response: Response) => void = () => undefined
    const { wrapper, router, press } = await open((one) => json(close(dayIn(one))))
    vi.stubGlobal('fetch', () => new Promise<Response>((resolve) => (answerLater = resolve)))
    await press('The day before')
    expect(router.currentRoute.value.query).toEqual({ date: '2027-01-14' })
    expect(wrapper.find('tfoot').exists()).toBe(false)
    answerLater(json(close('2027-01-14', { methods: [], performances: [], totals: [] })))
    await flushPromises()
    expect(wrapper.text()).toContain('Nothing was sold or given back')
  })

  it('says while the day is not over', async () => {
    const { wrapper } = await open((one) => json(close(dayIn(one), { isFinal: false })))
    expect(wrapper.text()).toContain('The day is not over')
  })

  it('hands out the CSV of the same day as a file', async () => {
    const files: string[] = []
    vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:1')
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      files.push(this.download)
    })
    const { asked, press } = await open((one) => (one.path.includes('csv') ? new Response('date\r\n') : json(close(dayIn(one)))))
    await press('Download CSV')
    expect(asked.at(-1)!.path).toBe('/sales/daily-close?date=2027-01-15&format=csv')
    expect(files).toEqual(['daily-close-2027-01-15.csv'])
  })

  it('keeps the ledger in sight when the close cannot be had', async () => {
    const { wrapper } = await open(() => problem(503, 'overloaded'))
    expect(wrapper.find('[role=alert]').exists()).toBe(true)
    expect(wrapper.text()).toContain('Both sides are equal.')
  })
})
