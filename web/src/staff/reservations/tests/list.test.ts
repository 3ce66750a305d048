import { afterEach, describe, expect, it, vi } from 'vitest'
import { flushPromises, json, pageOf, problem, serve, show } from '../../parts/tests/pages'
import ReservationsPage from '../ReservationsPage.vue'
import { reservationOf } from './reservations'

afterEach(() => {
  document.body.innerHTML = ''
  vi.unstubAllGlobals()
})

const texts = ['bookings', 'backoffice'] as const
/** Whatever else the page asks for: there is none of it. */
const nothing = () => json({ ...pageOf('items', []), _embedded: { items: [], venues: [] } })
const buyer = { userId: 42, name: 'Kim Haneul', email: 'h@example.org', role: 'customer' as const }

describe('the list of bookings', () => {
  it('asks for what the address says, and shows who bought', async () => {
    const asked = serve(({ path }) => (path.startsWith('/reservations')
      ? json(pageOf('reservations', [reservationOf({ buyer })]))
      : nothing()))
    const { wrapper } = await show(ReservationsPage, { texts, at: '/staff/reservations?q=kim&state=NeedsAttention&page=1' })
    const list = asked.find((one) => one.path.startsWith('/reservations'))!
    expect(Object.fromEntries(new URLSearchParams(list.path.split('?')[1]))).toEqual({
      q: 'kim', state: 'NeedsAttention', page: '1', size: '25', sort: 'id,desc',
    })
    expect(wrapper.text()).toContain('Kim Haneul')
    expect(wrapper.text()).toContain('1 booking found')
    expect(wrapper.find('tbody a').attributes('href')).toBe('/staff/reservations/5')
  })

  it('puts the words into the address', async () => {
    serve(({ path }) => (path.startsWith('/reservations') ? json(pageOf('reservations', [])) : nothing()))
    const { wrapper, router } = await show(ReservationsPage, { texts })
    await wrapper.find('input[type=search]').setValue('  하늘 ')
    await wrapper.find('form').trigger('submit')
    await flushPromises()
    expect(router.currentRoute.value.query).toEqual({ q: '하늘' })
    expect(wrapper.text()).toContain('No booking found')
  })

  it('says when a name fits too many people, instead of showing an error', async () => {
    serve(({ path }) => (path.startsWith('/reservations')
      ? problem(422, 'validation_failed', { errors: [{ field: 'q', reason: 'too_many_people' }] })
      : nothing()))
    const { wrapper } = await show(ReservationsPage, { texts, at: '/?q=k' })
    expect(wrapper.text()).toContain('they narrow nothing')
    expect(wrapper.find('[role=alert]').exists()).toBe(false)
  })

  it('offers another try when the list cannot be had', async () => {
    let isDown = true
    serve(({ path }) => {
      if (!path.startsWith('/reservations')) return nothing()
      return isDown ? problem(503, 'overloaded') : json(pageOf('reservations', [reservationOf({ buyer })]))
    })
    const { wrapper } = await show(ReservationsPage, { texts })
    expect(wrapper.find('[role=alert]').exists()).toBe(true)
    isDown = false
    await wrapper.find('[role=alert] button').trigger('click')
    await flushPromises()
    expect(wrapper.text()).toContain('Kim Haneul')
  })
})
