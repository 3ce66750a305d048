import { afterEach, describe, expect, it, vi } from 'vitest'
import { flushPromises, json, problem, serve, show, type Asked } from '../../parts/tests/pages'
import CancellationPage from '../CancellationPage.vue'

const krw = (amount: number) => ({ amount, currency: 'KRW' })
const preview = (status: 'scheduled' | 'canceled') => ({
  performanceId: 7, musicalId: 1, musicalName: '달빛 우체국', startsAt: '2027-01-15T10:30:00Z', status, asOf: '2027-01-01T00:00:00Z',
  seats: { sold: 30, held: 2, blocked: 0, available: 88 },
  reservations: { total: 18, paid: 15, unpaid: 2, underWay: 1 },
  refunds: { totals: [krw(2_700_000)], count: 15, byMethod: [{ method: 'card', provider: 'sandbox', count: 15, amount: krw(2_700_000) }] },
  feesKept: [], holdsDropped: { reservations: 2, seats: 2 }, notices: { people: 16, messages: 17 }, perSecondMax: 5, secondsAtLeast: 4, _links: {},
})
const round = { performanceId: 7, reason: '', begunAt: '2027-01-01T00:00:00Z', told: 10, toTell: 8, open: 2, needsAttention: 0, perSecondMax: 5, _links: {} }
const performance = { id: 7, musicalId: 1, startsAt: '2027-01-15T10:30:00Z', timeZone: 'Asia/Seoul', status: 'scheduled' }
const musical = { id: 1, name: '달빛 우체국', nameEn: 'The Moonlight Post Office' }

let shown: Awaited<ReturnType<typeof show>> | undefined
afterEach(() => {
  shown?.wrapper.unmount()
  document.body.innerHTML = ''
  vi.unstubAllGlobals()
})

/** A house that cancels when it is asked to, and whose round appears after some questions. */
async function open(answerRound: (times: number) => Response = () => json(round)) {
  let isCanceled = false
  let rounds = 0
  const asked = serve(({ method, path }: Asked) => {
    if (method === 'POST') isCanceled = true
    if (path === '/performances/7/cancellation') return json(method === 'POST' ? performance : preview(isCanceled ? 'canceled' : 'scheduled'))
    if (path.startsWith('/reservations/cancellation-rounds/')) return answerRound(++rounds)
    if (path === '/performances/7') return json(performance)
    if (path === '/items/1') return json(musical)
    return problem(404, 'not_found')
  })
  shown = await show(CancellationPage, { props: { id: 7 }, texts: ['rounds', 'backoffice'] })
  await flushPromises()
  const { wrapper } = shown
  const posts = (): Asked[] => asked.filter((one) => one.method === 'POST')
  const fill = async (reason: string, typed: string): Promise<void> => {
    const [first, second] = wrapper.findAll('form input')
    await first!.setValue(reason)
    await second!.setValue(typed)
    await wrapper.find('form').trigger('submit')
    await flushPromises()
  }
  return { wrapper, posts, fill }
}

describe('canceling a performance', () => {
  it('shows what it would do before anything is done', async () => {
    const { wrapper, posts } = await open()
    expect(wrapper.text()).toContain('₩2,700,000')
    expect(wrapper.text()).toContain('Paid bookings15')
    expect(posts()).toHaveLength(0)
  })

  it('does nothing while day and hour are not typed right, or without a reason', async () => {
    const { wrapper, posts, fill } = await open()
    await fill('Flooded', '2027-01-16 19:30')
    expect(wrapper.find('[aria-invalid=true]').exists()).toBe(true)
    await fill('  ', '2027-01-15 19:30')
    expect(wrapper.text()).toContain('Please fill this in.')
    expect(posts()).toHaveLength(0)
  })

  it('cancels by the hours of the theatre, and then shows how far the refunds are', async () => {
    const { wrapper, posts, fill } = await open((times) => (times === 1 ? problem(404, 'not_found') : json(round)))
    await fill('Flooded', ' 2027-01-15  19:30 ')
    expect(posts()).toHaveLength(1)
    expect(posts()[0]!.body).toEqual({ reason: 'Flooded' })
    // The round has not begun yet: no error, no form that could be sent again.
    expect(wrapper.text()).toContain('The round of refunds begins')
    expect(wrapper.find('form').exists()).toBe(false)
    // The button that was pressed is gone; the reader goes on at the heading.
    expect(document.activeElement?.tagName).toBe('H1')
  })

  it('is the same page again for whoever comes back to it', async () => {
    const asked = serve(({ path }) => {
      if (path === '/performances/7/cancellation') return json(preview('canceled'))
      if (path.includes('rounds')) return json(round)
      return path === '/items/1' ? json(musical) : json(performance)
    })
    shown = await show(CancellationPage, { props: { id: 7 }, texts: ['rounds', 'backoffice'] })
    await flushPromises()
    const bar = shown.wrapper.find('[role=progressbar]')
    expect(bar.attributes('aria-valuenow')).toBe('44')
    expect(bar.attributes('aria-valuetext')).toBe('8 of 18 bookings settled')
    expect(asked.some((one) => one.method === 'POST')).toBe(false)
  })
})
