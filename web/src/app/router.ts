/**
 * Which page answers which path. The paths are none of the API's. A page is fetched when it is first visited, with
 * its texts; those of the staff are never fetched by a buyer.
 */
import { createRouter, createWebHistory, type RouteLocationNormalized, type RouteRecordRaw } from 'vue-router'
import type { Role } from '@/api/types'
import { needTexts } from '@/i18n'
import type { LazyArea } from '@/messages'
import { staffRoutes } from '@/staff/routes'
import { note, noted } from '@/utilities/storage'
import { session, sessionKnown } from './session'

declare module 'vue-router' {
  interface RouteMeta {
    /** The areas of texts that the page shows; those of the frames around it come with it. */
    texts?: readonly LazyArea[]
    /** Only for somebody who is signed in; with names, for these roles alone. */
    needs?: 'account' | readonly Role[]
  }
}

/** `/musicals/7` is the page of number 7. */
const numbered = (to: RouteLocationNormalized) => ({ id: Number(to.params['id']) })

const routes: RouteRecordRaw[] = [
  { path: '/', name: 'home', component: () => import('@/pages/HomePage.vue'), meta: { texts: ['catalogue'] } },
  {
    path: '/musicals/:id(\\d+)',
    name: 'musical',
    component: () => import('@/pages/MusicalPage.vue'),
    props: numbered,
    meta: { texts: ['catalogue'] },
  },
  { path: '/terms', name: 'terms', component: () => import('@/pages/TermsPage.vue'), meta: { texts: ['catalogue'] } },
  { path: '/sign-in', name: 'sign-in', component: () => import('@/pages/SignInPage.vue'), meta: { texts: ['account'] } },
  { path: '/sign-up', name: 'sign-up', component: () => import('@/pages/SignUpPage.vue'), meta: { texts: ['account'] } },
  {
    path: '/account',
    name: 'account',
    component: () => import('@/pages/AccountPage.vue'),
    meta: { texts: ['account'], needs: 'account' },
  },
  {
    path: '/booking/:id(\\d+)',
    name: 'booking',
    component: () => import('@/pages/BookingPage.vue'),
    props: numbered,
    meta: { texts: ['choosing', 'booking', 'catalogue', 'seatmap'] },
  },
  {
    path: '/checkout/return',
    name: 'checkout-return',
    component: () => import('@/pages/CheckoutReturnPage.vue'),
    meta: { texts: ['booking'], needs: 'account' },
  },
  {
    path: '/checkout/:id(\\d+)',
    name: 'checkout',
    component: () => import('@/pages/CheckoutPage.vue'),
    props: numbered,
    meta: { texts: ['booking'], needs: 'account' },
  },
  {
    path: '/my',
    name: 'my',
    component: () => import('@/pages/MyPage.vue'),
    meta: { texts: ['booking'], needs: 'account' },
  },
  {
    path: '/my/:id(\\d+)',
    name: 'my-booking',
    component: () => import('@/pages/BookingDetailPage.vue'),
    props: numbered,
    meta: { texts: ['booking'], needs: 'account' },
  },
  {
    path: '/notices',
    name: 'notices',
    component: () => import('@/pages/NoticesPage.vue'),
    meta: { texts: ['notices'], needs: 'account' },
  },
  {
    path: '/accessibility',
    name: 'accessibility',
    component: () => import('@/pages/AccessibilityPage.vue'),
    meta: { texts: ['about'] },
  },
  ...staffRoutes,
  { path: '/forbidden', name: 'forbidden', component: () => import('@/pages/ForbiddenPage.vue') },
  { path: '/:path(.*)*', name: 'missing', component: () => import('@/pages/MissingPage.vue') },
]

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
