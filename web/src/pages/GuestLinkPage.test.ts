/** By the link in his mail a guest comes to his booking, the code is seen nowhere, and whoever is signed in is asked. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { forgetSession } from '@/app/session'
import { flushPromises, json, problem, serve, show, type Asked } from '@/staff/parts/tests/pages'
import GuestLinkPage from './GuestLinkPage.vue'

const guest = { userId: 42, role: 'guest', name: 'Mina', email: 'mina@example.org', language: 'en', _links: {} }
const other = { ...guest, userId: 7, role: 'customer', name: 'Jiwoo', email: 'jiwoo@example.org' }
const linkAsked = (asked: Asked[]) => asked.filter(({ path }) => path === '/auth/guest/link')

let shown: Awaited<ReturnType<typeof show>> | undefined
beforeEach(() => {
  localStorage.clear()
  forgetSession()
})
afterEach(() => {
  shown?.wrapper.unmount()
  document.body.innerHTML = ''
  vi.unstubAllGlobals()
})

/** Somebody is signed in in this browser, as another tab tells. */
function signedIn(): void {
  localStorage.setItem('boxoffice.signed-in', '7')
  window.dispatchEvent(new StorageEvent('storage', { key: 'boxoffice.signed-in', newValue: '7' }))
}

async function follow(answer: (asked: Asked) => Response | Promise<Response>, hash = '#42-c0de', isSignedIn = false) {
  window.history.replaceState({ current: `/guest/8${hash}`, position: 1 }, '', `/guest/8${hash}`)
  const asked = serve(answer)
  if (isSignedIn) signedIn()
  shown = await show(GuestLinkPage, { props: { id: 8 }, texts: ['account'], at: '/guest/8' })
  const { wrapper, router } = shown
  const press = async (name: string): Promise<void> => {
    await wrapper.findAll('button').find((one) => one.text() === name)!.trigger('click')
    await flushPromises()
  }
  return { asked, wrapper, path: () => router.currentRoute.value.path, press }
}

/** The house, for whom the link's code is right; `me` is who is signed in. */
function house(me = guest, opens = false) {
  return ({ path }: Asked): Response => {
    if (path === '/auth/guest/link') {
      me = guest
      return json(guest)
    }
    if (path.startsWith('/reservations/')) return opens ? json({ id: 8 }) : problem(404, 'not_found')
    return json(me)
  }
}

describe('the link in the mail to a guest', () => {
  it('opens his booking, and leaves no code in the address', async () => {
    const { asked, path } = await follow(house())
    expect(linkAsked(asked).map(({ body }) => body)).toEqual([{ code: '42-c0de', carrier: 'cookie' }])
    expect(path()).toBe('/my/8')
    expect(window.location.href).not.toContain('c0de')
    expect(JSON.stringify([window.history.state, { ...localStorage }, { ...sessionStorage }])).not.toContain('c0de')
  })

  it('has taken the code out of the address before the house answers', async () => {
    await follow(() => new Promise<Response>(() => undefined))
    expect(window.location.hash).toBe('')
    expect(shown!.wrapper.text()).toContain('Your booking is being opened.')
  })

  it('says what to do when the code is not right', async () => {
    const { wrapper, path } = await follow(() => problem(401, 'guest_link_invalid'))
    expect(wrapper.get('h1').text()).toBe('This link does not open a booking')
    expect(wrapper.text()).toContain('the box office finds booking 8')
    expect(path()).toBe('/guest/8')
  })

  it('asks nobody when there is no code', async () => {
    const { asked, wrapper } = await follow(house(), '')
    expect(asked).toEqual([])
    expect(wrapper.get('h1').text()).toBe('This link does not open a booking')
  })

  it('can be tried again when no answer came', async () => {
    let isAway = true
    const answer = house()
    const { press, path, wrapper } = await follow((asked) => {
      if (isAway) throw new TypeError('failed to fetch')
      return answer(asked)
    })
    expect(wrapper.get('[role=alert] h1').text()).not.toBe('')
    isAway = false
    await press('Try again')
    expect(path()).toBe('/my/8')
  })

  it('asks whoever is signed in, and does as he chooses', async () => {
    const { asked, wrapper, press, path } = await follow(house(other), '#42-c0de', true)
    expect(linkAsked(asked)).toEqual([])
    expect(wrapper.text()).toContain('Jiwoo (jiwoo@example.org)')
    expect(wrapper.get('a[href="/my"]').text()).toBe('Stay signed in as Jiwoo')
    await press('Open the guest’s booking')
    expect(linkAsked(asked)).toHaveLength(1)
    expect(path()).toBe('/my/8')
  })

  it('asks nothing of whom the booking belongs to already', async () => {
    const { asked, path } = await follow(house(guest, true), '#42-c0de', true)
    expect(path()).toBe('/my/8')
    expect(linkAsked(asked)).toEqual([])
  })

  it('asks staff, who see every booking', async () => {
    const { wrapper } = await follow(house({ ...other, role: 'boxoffice' }, true), '#42-c0de', true)
    expect(wrapper.text()).toContain('You are signed in as somebody else')
  })
})
