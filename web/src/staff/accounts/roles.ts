/** Who may do what, and who may be given it. */
import type { Role } from '@/api/types'
import type { MarkTone } from '../parts/StateMark.vue'

export const roles: readonly Role[] = ['admin', 'boxoffice', 'customer', 'guest']

/** Guests cannot sign in again, so nothing can be given to them, and nobody is made one. */
export const givable: readonly Exclude<Role, 'guest'>[] = ['customer', 'boxoffice', 'admin']

export const mayChange = (role: Role): boolean => role !== 'guest'

const tones: Record<Role, MarkTone> = { admin: 'warning', boxoffice: 'info', customer: 'plain', guest: 'plain' }
export const toneOf = (role: Role): MarkTone => tones[role]

/** Whether the change takes something away, which ends the person's sessions. */
export function takesAway(from: Role, to: Role): boolean {
  const rank: Record<Role, number> = { guest: 0, customer: 1, boxoffice: 2, admin: 3 }
  return rank[to] < rank[from]
}
