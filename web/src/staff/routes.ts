/**
 * The pages of the staff, under /staff, in a frame of their own. Each is fetched when it is visited, so that no buyer
 * loads it. A child takes `needs` from the frame unless it says its own; `texts` it names itself. What is offered
 * beside the pages is in shell/navigation.ts.
 */
import type { RouteLocationNormalized, RouteRecordRaw } from 'vue-router'

const needs = ['boxoffice', 'admin'] as const

/** `/staff/musicals/7` is the page of number 7. */
export const numbered = (to: RouteLocationNormalized) => ({ id: Number(to.params['id']) })

export const staffRoutes: RouteRecordRaw[] = [
  {
    path: '/staff',
    component: () => import('./shell/StaffFrame.vue'),
    meta: { needs, texts: ['staff'] },
    children: [
      { path: '', name: 'staff', component: () => import('./shell/StaffHome.vue') },
      { path: 'sales', name: 'staff-sales', component: () => import('./sales/SalesPage.vue'), meta: { texts: ['sales'] } },
      {
        path: 'musicals',
        name: 'staff-musicals',
        component: () => import('./programme/MusicalsPage.vue'),
        meta: { texts: ['programme'] },
      },
      {
        path: 'musicals/:id(new|\\d+)',
        name: 'staff-musical',
        component: () => import('./programme/MusicalPage.vue'),
        props: true,
        meta: { texts: ['programme', 'catalogue'] },
      },
      {
        path: 'performances',
        name: 'staff-performances',
        component: () => import('./programme/PerformancesPage.vue'),
        meta: { texts: ['programme', 'catalogue'] },
      },
      {
        path: 'performances/new',
        name: 'staff-run',
        component: () => import('./programme/RunPage.vue'),
        meta: { texts: ['programme'] },
      },
      {
        path: 'performances/:id(\\d+)',
        name: 'staff-performance',
        component: () => import('./programme/PerformancePage.vue'),
        props: numbered,
        meta: { texts: ['programme'] },
      },
      {
        path: 'performances/:id(\\d+)/seats',
        name: 'staff-seats',
        component: () => import('./seats/SeatsPage.vue'),
        props: numbered,
        meta: { texts: ['seatdesk', 'seatmap'] },
      },
      { path: 'halls', name: 'halls', component: () => import('./halls/HallsPage.vue'), meta: { texts: ['halls'] } },
      {
        path: 'halls/:id(new|\\d+)',
        name: 'hall',
        component: () => import('./halls/HallPage.vue'),
        props: true,
        meta: { texts: ['halls'], roomy: true },
      },
      {
        path: 'close',
        name: 'staff-close',
        component: () => import('./close/ClosePage.vue'),
        meta: { needs: ['admin'], texts: ['closing', 'backoffice'] },
      },
      {
        path: 'cancellations',
        name: 'staff-cancellations',
        component: () => import('./rounds/RoundsPage.vue'),
        meta: { texts: ['rounds', 'backoffice'] },
      },
      {
        path: 'cancellations/:id(\\d+)',
        name: 'staff-cancellation',
        component: () => import('./rounds/CancellationPage.vue'),
        props: numbered,
        meta: { texts: ['rounds', 'backoffice'] },
      },
      {
        path: 'accounts',
        name: 'staff-accounts',
        component: () => import('./accounts/AccountsPage.vue'),
        meta: { needs: ['admin'], texts: ['accounts', 'backoffice'] },
      },
      {
        path: 'desk',
        name: 'staff-desk',
        component: () => import('./desk/DeskPage.vue'),
        meta: { texts: ['desk', 'backoffice', 'booking', 'seatmap'] },
      },
      {
        path: 'desk/:id(\\d+)',
        name: 'staff-receipt',
        component: () => import('./desk/ReceiptPage.vue'),
        props: numbered,
        meta: { texts: ['desk', 'backoffice', 'booking'] },
      },
      {
        path: 'reservations',
        name: 'staff-reservations',
        component: () => import('./reservations/ReservationsPage.vue'),
        meta: { texts: ['bookings', 'backoffice'] },
      },
      {
        path: 'reservations/:id(\\d+)',
        name: 'staff-reservation',
        component: () => import('./reservations/ReservationPage.vue'),
        props: numbered,
        meta: { texts: ['bookings', 'backoffice', 'booking', 'reseat'] },
      },
      {
        path: 'reservations/:id(\\d+)/seats',
        name: 'staff-reseat',
        component: () => import('./reseat/MoveSeatsPage.vue'),
        props: numbered,
        meta: { texts: ['reseat', 'bookings', 'booking', 'seatmap'] },
      },
      {
        path: 'door',
        name: 'staff-door',
        component: () => import('./door/DoorPage.vue'),
        meta: { texts: ['door', 'backoffice'] },
      },
      {
        path: 'attention',
        name: 'staff-attention',
        component: () => import('./attention/AttentionPage.vue'),
        meta: { texts: ['attention', 'backoffice'] },
      },
    ],
  },
]
