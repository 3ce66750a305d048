import { afterEach, describe, expect, it, vi } from 'vitest'
import { flushPromises, json, pageOf, problem, serve, show, type Asked } from '../../parts/tests/pages'
import AttentionPage from '../AttentionPage.vue'

const krw = (amount: number) => ({ amount, currency: 'KRW' })
const refused = { paymentId: 3, reservationId: 5, reason: 'refund_refused', amount: krw(90_000), nextAction: '', since: '2027-01-02T00:00:00Z' }
const finding = {
  id: 9, divergence: 'order_unknown', subject: 'order x', ours: krw(0), theirs: krw(5000), state: 'open', nextAction: '',
  firstSeenAt: '2027-01-01T00:00:00Z', lastSeenAt: '2027-01-01T00:00:00Z', _links: {},
}

let shown: Awaited<ReturnType<typeof show>> | undefined
HTMLDialogElement.prototype.showModal = function () {
  this.open = true
}
afterEach(() => {
  shown?.wrapper.unmount()
  document.body.innerHTML = ''
  vi.unstubAllGlobals()
})

interface House {
  items?: unknown[]
  findings?: unknown[]
  post?: (asked: Asked) => Response
}

async function open({ items = [], findings = [], post = () => json({}) }: House) {
  const asked = serve((one) => {
    if (one.method === 'POST') return post(one)
    if (one.path.startsWith('/payments/ledger/open-items')) return json(pageOf('openItems', items))
    if (one.path.startsWith('/payments/reconciliation/findings')) return json(pageOf('findings', findings))
    if (one.path.startsWith('/payments/reconciliation')) return json(pageOf('runs', []))
    if (one.path.startsWith('/reservations/cancellation-rounds')) return json(pageOf('cancellationRounds', []))
    if (one.path === '/reservations/5') return json({ id: 5, state: 'NeedsAttention' })
    return problem(404, 'not_found')
  })
  shown = await show(AttentionPage, { texts: ['attention', 'backoffice'] })
  const { wrapper } = shown
  const press = async (text: string): Promise<void> => {
    await wrapper.findAll('button').filter((one) => one.text() === text).at(-1)!.trigger('click')
    await flushPromises()
  }
  return { wrapper, press, posts: () => asked.filter((one) => one.method === 'POST'), asked }
}

describe('the queue', () => {
  it('says so when nothing waits', async () => {
    const { wrapper } = await open({})
    expect(wrapper.text()).toContain('All is well')
  })

  it('asks for a refused refund again, and looks at the queue anew', async () => {
    const { press, posts, asked } = await open({ items: [refused], post: () => json({ id: 5, state: 'Canceling' }, 202) })
    const looks = asked.filter((one) => one.path.startsWith('/payments/ledger')).length
    await press('Ask for the refund again')
    expect(posts().map((one) => one.path)).toEqual(['/reservations/5/refund/retry'])
    expect(asked.filter((one) => one.path.startsWith('/payments/ledger'))).toHaveLength(looks + 1)
  })

  it('records a payout only after it was said that the money is paid', async () => {
    const { wrapper, press, posts } = await open({ items: [refused], post: () => json({ id: 5, state: 'Canceled' }, 202) })
    await press('Record a payout by hand')
    await press('Record it')
    expect(posts()).toHaveLength(0)
    expect(wrapper.text()).toContain('Please confirm that the money has been paid.')
    await wrapper.find('dialog input[type=checkbox]').setValue(true)
    await press('Record it')
    expect(posts().map((one) => one.path)).toEqual(['/reservations/5/refund/record'])
  })

  it('has money handed over at the desk, and nothing to ask a provider for', async () => {
    const { wrapper, press, posts } = await open({
      items: [{ ...refused, reason: 'refund_at_desk' }], post: () => json({ id: 5, state: 'Canceled' }, 202),
    })
    expect(wrapper.text()).not.toContain('Ask for the refund again')
    await press('Money handed over')
    await wrapper.find('dialog input[type=checkbox]').setValue(true)
    await press('Record it')
    expect(posts().map((one) => one.path)).toEqual(['/reservations/5/refund/record'])
  })

  it('settles a finding with a note, and not without', async () => {
    const { wrapper, press, posts } = await open({ findings: [finding], post: () => json({ ...finding, state: 'acknowledged' }) })
    await press('Settle with a note')
    await press('Settle it')
    expect(posts()).toHaveLength(0)
    await wrapper.find('textarea').setValue(' Paid out on 23 November. ')
    await press('Settle it')
    expect(posts()[0]).toMatchObject({
      path: '/payments/reconciliation/findings/9/acknowledgement', body: { note: 'Paid out on 23 November.' },
    })
  })
})
