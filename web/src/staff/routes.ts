/** The pages of the staff, under /staff. Each is fetched when it is visited, so that no buyer loads it. */
import type { RouteRecordRaw } from 'vue-router'

export const staffRoutes: RouteRecordRaw[] = []
