import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { flushPromises, json, pageOf, problem, serve, show, type Asked } from '../../parts/tests/pages'
import DoorPage from '../DoorPage.vue'
import { ticketOf } from './tickets'

const at = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString()
const code = ticketOf({}).code

let shown: Awaited<ReturnType<typeof show>> | undefined
beforeEach(() => {
  localStorage.clear()
  sessionStorage.clear()
})
afterEach(() => {
  shown?.wrapper.unmount()
  document.body.innerHTML = ''
  vi.unstubAllGlobals()
})

async function open(ticket: (asked: Asked) => Response) {
  const asked = serve((one) => {
    if (one.path.startsWith('/tickets')) return ticket(one)
    return one.path.startsWith('/items') ? json(pageOf('items', [])) : problem(404, 'not_found')
  })
  shown = await show(DoorPage, { texts: ['door', 'backoffice'] })
  const { wrapper } = shown
  const field = wrapper.find<HTMLInputElement>('input[type=text]')
  const scan = async (text: string): Promise<void> => {
    await field.setValue(text)
    await wrapper.find('form').trigger('submit')
    await flushPromises()
  }
  return { asked, wrapper, field, scan, paths: () => asked.filter((one) => one.path.startsWith('/tickets')).map((one) => one.path) }
}

describe('the page of the door', () => {
  it('has the focus in its field, empties it for the next code, and says who comes in', async () => {
    const { wrapper, field, scan, paths } = await open(() => json(ticketOf({ startsAt: at(1) })))
    expect(document.activeElement).toBe(field.element)
    await scan(code)
    expect(paths()).toEqual(['/tickets/verify', '/tickets/17/use'])
    expect(field.element.value).toBe('')
    expect(wrapper.find('.verdict h2').text()).toBe('Come in')
    expect(wrapper.text()).toContain('Let in at this screen: 1')
  })

  it('hears a scanner wherever the focus is, but takes no letter from another field', async () => {
    const { wrapper, field } = await open(() => json(ticketOf({})))
    field.element.blur()
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '1', bubbles: true }))
    expect(document.activeElement).toBe(field.element)
    const select = wrapper.find('select').element
    select.focus()
    select.dispatchEvent(new KeyboardEvent('keydown', { key: '1', bubbles: true }))
    expect(document.activeElement).toBe(select)
  })

  it('looks first and lets in by an empty Enter when it is told to ask', async () => {
    const { wrapper, scan, paths } = await open(() => json(ticketOf({ startsAt: at(1) })))
    await wrapper.find('input[type=checkbox]').setValue(false)
    await scan(code)
    expect(wrapper.find('.verdict h2').text()).toBe('Valid')
    expect(paths()).toEqual(['/tickets/verify'])
    await scan('')
    expect(paths()).toEqual(['/tickets/verify', '/tickets/17/use'])
    await scan('')
    expect(paths()).toHaveLength(2)
  })

  it('asks back about a ticket of another day', async () => {
    const { wrapper, scan, paths } = await open(() => json(ticketOf({ startsAt: at(48) })))
    await scan(code)
    expect(wrapper.find('.verdict h2').text()).toBe('Another day')
    expect(paths()).toEqual(['/tickets/verify'])
    await wrapper.find('.verdict button').trigger('click')
    await flushPromises()
    expect(wrapper.find('.verdict h2').text()).toBe('Come in')
  })
})
