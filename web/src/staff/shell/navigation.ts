/** Where staff can go, in the order in which it is offered, and for whom. A page of its own names itself here. */
import {
  mdiAccountKeyOutline,
  mdiBarcodeScan,
  mdiBellAlertOutline,
  mdiCalculatorVariantOutline,
  mdiCalendarMonthOutline,
  mdiCalendarRemoveOutline,
  mdiCashRegister,
  mdiChartBar,
  mdiDramaMasks,
  mdiHomeOutline,
  mdiSeatOutline,
  mdiTicketConfirmationOutline,
} from '@mdi/js'
import type { Role } from '@/api/types'
import type { TextKey } from '@/i18n'

export const groups = ['overview', 'programme', 'office'] as const
export type Group = (typeof groups)[number]

export interface Entry {
  /** The text is `staff.nav.<name>`. */
  name: string
  to: string
  icon: string
  group: Group
  /** Absent: everybody on the staff. */
  roles?: readonly Role[]
}

type NameOf<K extends string> = K extends `staff.nav.${infer N}` ? N : never
const entry = (name: NameOf<TextKey>, group: Group, to: string, icon: string, roles?: readonly Role[]): Entry =>
  ({ name, group, to, icon, ...(roles ? { roles } : {}) })

export const entries: readonly Entry[] = [
  entry('home', 'overview', '/staff', mdiHomeOutline),
  entry('sales', 'overview', '/staff/sales', mdiChartBar),
  entry('musicals', 'programme', '/staff/musicals', mdiDramaMasks),
  entry('performances', 'programme', '/staff/performances', mdiCalendarMonthOutline),
  entry('halls', 'programme', '/staff/halls', mdiSeatOutline),
  entry('desk', 'office', '/staff/desk', mdiCashRegister),
  entry('reservations', 'office', '/staff/reservations', mdiTicketConfirmationOutline),
  entry('door', 'office', '/staff/door', mdiBarcodeScan),
  entry('attention', 'office', '/staff/attention', mdiBellAlertOutline),
  entry('close', 'office', '/staff/close', mdiCalculatorVariantOutline, ['admin']),
  entry('cancellations', 'office', '/staff/cancellations', mdiCalendarRemoveOutline),
  entry('accounts', 'office', '/staff/accounts', mdiAccountKeyOutline, ['admin']),
]

/** The entries that a role is offered. */
export function entriesFor(role: Role | null, all: readonly Entry[] = entries): Entry[] {
  return all.filter((one) => role !== null && (one.roles ? one.roles.includes(role) : role === 'boxoffice' || role === 'admin'))
}

/** The entry that a path belongs to: the one that names most of it. */
export function entryOf(path: string, all: readonly Entry[] = entries): Entry | undefined {
  const isAbove = (to: string): boolean => path === to || path.startsWith(`${to}/`)
  return all.filter((one) => isAbove(one.to)).sort((a, b) => b.to.length - a.to.length)[0]
}
