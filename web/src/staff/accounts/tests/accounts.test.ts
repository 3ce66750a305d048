import { afterEach, describe, expect, it, vi } from 'vitest'
import { flushPromises, json, pageOf, problem, serve, show, type Asked } from '../../parts/tests/pages'
import AccountsPage from '../AccountsPage.vue'
import { takesAway } from '../roles'

const account = (userId: number, role: string, name: string) =>
  ({ userId, role, email: `${name.toLowerCase()}@example.org`, name, language: 'ko', createdAt: '2027-01-01T00:00:00Z', _links: {} })
const entry = {
  id: 2, at: '2027-01-02T00:00:00Z', action: 'role_changed', userId: 8, name: 'Joon', actorId: 1, actorName: 'Ada', from: 'customer', to: 'boxoffice',
  reason: 'works evenings',
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

async function open(put: (asked: Asked) => Response, at = '/') {
  const asked = serve((one) => {
    if (one.method === 'PUT') return put(one)
    if (one.path.startsWith('/accounts/audit-log')) return json(pageOf('entries', [entry]))
    return json(pageOf('accounts', [account(8, 'customer', 'Joon'), account(9, 'guest', 'Mina')]))
  })
  shown = await show(AccountsPage, { texts: ['accounts', 'backoffice'], at })
  const { wrapper } = shown
  const press = async (text: string): Promise<void> => {
    await wrapper.findAll('button').filter((one) => one.text().startsWith(text)).at(-1)!.trigger('click')
    await flushPromises()
  }
  return { wrapper, asked, press }
}

describe('accounts', () => {
  it('are asked for as the address says', async () => {
    const { asked, wrapper } = await open(() => json({}), '/?q=joon&role=boxoffice&page=2')
    const list = asked.find((one) => one.path.startsWith('/accounts?'))!
    expect(Object.fromEntries(new URLSearchParams(list.path.split('?')[1]))).toEqual({
      q: 'joon', role: 'boxoffice', page: '2', size: '25', sort: 'name,asc',
    })
    expect(wrapper.text()).toContain('Ada changed Joon: Theatre-goer → Box office')
    expect(wrapper.text()).toContain('works evenings')
  })

  it('can be given another role, but not those of guests', async () => {
    const { wrapper } = await open(() => json({}))
    const buttons = wrapper.findAll('button').filter((one) => one.text().startsWith('Change role'))
    expect(buttons.map((one) => one.text())).toEqual(['Change role Joon'])
  })

  it('get it with the reason, and list and log are read anew', async () => {
    const { wrapper, asked, press } = await open(() => json(account(8, 'boxoffice', 'Joon')))
    await press('Change role Joon')
    expect(wrapper.find<HTMLDialogElement>('dialog').element.open).toBe(true)
    await wrapper.find('dialog input[value=boxoffice]').setValue(true)
    await wrapper.find('dialog input[type=text]').setValue(' evenings ')
    const before = asked.length
    await press('Change role')
    expect(asked[before]).toMatchObject({ method: 'PUT', path: '/accounts/8/role', body: { role: 'boxoffice', reason: 'evenings' } })
    expect(asked.slice(before + 1).map((one) => one.path.split('?')[0]).sort()).toEqual(['/accounts', '/accounts/audit-log'])
  })

  it('keep it when the house refuses, and the dialog says why', async () => {
    const { wrapper, press } = await open(() => problem(409, 'conflict', { title: 'Somebody must remain.' }))
    await press('Change role Joon')
    await wrapper.find('dialog input[value=boxoffice]').setValue(true)
    await press('Change role')
    expect(wrapper.find('dialog [role=alert]').text()).toBe('Somebody must remain.')
  })
})

it('a role takes away what a lower one gives less of', () => {
  expect(takesAway('admin', 'boxoffice')).toBe(true)
  expect(takesAway('customer', 'boxoffice')).toBe(false)
  expect(takesAway('admin', 'admin')).toBe(false)
})
