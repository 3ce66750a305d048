/** The pages of the staff, under /staff. Each is fetched when it is visited, so that no buyer loads it. */
import type { RouteRecordRaw } from 'vue-router'

const needs = ['boxoffice', 'admin'] as const

export const staffRoutes: RouteRecordRaw[] = [
  { path: '/staff/halls', name: 'halls', component: () => import('./halls/HallsPage.vue'), meta: { needs, texts: ['halls'] } },
  {
    path: '/staff/halls/:id(new|\\d+)',
    name: 'hall',
    component: () => import('./halls/HallPage.vue'),
    props: true,
    meta: { needs, texts: ['halls'] },
  },
]
