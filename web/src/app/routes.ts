/**
 * Which page answers which path. The paths are none of the API's. A page is fetched when it is first visited, with
 * its texts; those of the staff are never fetched by a buyer. The journeys read this list too, so it is plain data:
 * web/browser/harness/routes.ts.
 */
import type { RouteLocationNormalized, RouteRecordRaw } from 'vue-router'
import { staffRoutes } from '../staff/routes.ts'

/** `/musicals/7` is the page of number 7. */
const numbered = (to: RouteLocationNormalized) => ({ id: Number(to.params['id']) })

export const routes: RouteRecordRaw[] = [
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
    path: '/guest/:id(\\d+)',
    name: 'guest-link',
    component: () => import('@/pages/GuestLinkPage.vue'),
    props: numbered,
    meta: { texts: ['account'] },
  },
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
