/** The way from page to page: who may see it, its texts, and what happens when a part of the pages is gone. */
import { createRouter, createWebHistory, type RouteLocationNormalized } from 'vue-router'
import type { Role } from '@/api/types'
import { needTexts } from '@/i18n'
import type { LazyArea } from '@/messages'
import { note, noted } from '@/utilities/storage'
import { routes } from './routes'
import { session, sessionKnown } from './session'

declare module 'vue-router' {
  interface RouteMeta {
    /** The areas of texts that the page shows; those of the frames around it come with it. */
    texts?: readonly LazyArea[]
    /** Only for somebody who is signed in; with names, for these roles alone. */
    needs?: 'account' | readonly Role[]
    /** A page of the staff that is drawn on: the ways beside it give it their room. */
    roomy?: boolean
  }
}

async function guard(to: RouteLocationNormalized) {
  const needs = to.meta.needs
  const texts = to.matched.flatMap((record) => record.meta.texts ?? [])
  await Promise.all([needTexts(texts), needs === undefined ? undefined : sessionKnown()])
  if (needs === undefined) return true
  const role = session.role.value
  if (role === null) return { path: '/sign-in', query: { then: to.fullPath } }
  if (needs !== 'account' && !needs.includes(role)) return { name: 'forbidden', query: { then: to.fullPath } }
  return true
}

export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior(to, from, saved) {
    if (saved) return saved
    if (to.hash) return { el: to.hash }
    // A page that changes its query (a filter, a month) stays where it is.
    return to.path === from.path ? false : { top: 0 }
  },
})

router.beforeEach(guard)

/** What browsers say when a part of the pages cannot be fetched. */
const partMissing = /dynamically imported module|module script failed|preload CSS/i

// A deployment replaces the parts of the pages; who opened them before asks for ones that are gone. The new ones
// are had by loading the page, once.
router.onError((thrown: unknown, to) => {
  if (!(thrown instanceof Error) || !partMissing.test(thrown.message)) return
  if (noted('reloaded') === to.fullPath) return
  note('reloaded', to.fullPath)
  window.location.assign(to.fullPath)
})

router.afterEach(() => note('reloaded', null))
