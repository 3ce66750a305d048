// @vitest-environment node
import type { RouteRecordRaw } from 'vue-router'
import { describe, expect, it } from 'vitest'
import en from '@/messages/staff/en'
import { staffRoutes } from '../../routes'
import { entries, entriesFor, entryOf } from '../navigation'

const frame = staffRoutes[0]!
const children: RouteRecordRaw[] = frame.children ?? []

describe('what staff are offered', () => {
  it('leads to pages that there are, and has a name for each', () => {
    const paths = children.map((child) => (child.path === '' ? '/staff' : `/staff/${child.path}`))
    for (const { to, name } of entries) {
      expect(paths, to).toContain(to)
      expect(en.nav, name).toHaveProperty(name)
    }
  })

  it('is for the staff alone', () => {
    expect(frame.meta?.needs).toEqual(['boxoffice', 'admin'])
    expect(entriesFor('boxoffice')).toContain(entries[0])
    expect(entriesFor('customer')).toEqual([])
    expect(entriesFor('guest')).toEqual([])
    expect(entriesFor(null)).toEqual([])
  })

  it('leaves out what is for other roles, as the page itself does', () => {
    const own = [{ name: 'home', to: '/staff/secrets', icon: '', group: 'office', roles: ['admin'] }] as const
    expect(entriesFor('boxoffice', own)).toEqual([])
    expect(entriesFor('admin', own)).toEqual(own)
    for (const { to, roles } of entries) {
      const child = children.find((one) => `/staff/${one.path}` === to)
      expect(child?.meta?.needs ?? frame.meta?.needs, to).toEqual(roles ?? frame.meta?.needs)
    }
  })

  it('knows which of it a page belongs to', () => {
    expect(entryOf('/staff')?.name).toBe('home')
    expect(entryOf('/staff/halls')?.name).toBe('halls')
    expect(entryOf('/staff/halls/3')?.name).toBe('halls')
    expect(entryOf('/staff/hallsome')?.name).toBe('home')
    expect(entryOf('/musicals/1')).toBeUndefined()
  })
})
