/** Where somebody wanted to go before signing in: a path of ours, never another site's. */
export function returnPath(then: unknown): string {
  if (typeof then !== 'string' || !/^\/(?![/\\])/.test(then)) return '/'
  return then.startsWith('/sign-') ? '/' : then
}

/** Where a sign-in leads: to what was wanted; else staff go to their desk. */
export function landingPath(then: unknown, isStaff: boolean): string {
  const wanted = returnPath(then)
  return wanted === '/' && isStaff ? '/staff' : wanted
}

/** Whether a booking is wanted: of one that was bought without an account, a link lies in the mails. */
export function isBooking(path: string): boolean {
  return path.startsWith('/my/')
}

/** Whether a purchase waits there, so that a guest may go on with it. */
export function isPurchase(path: string): boolean {
  return path.startsWith('/booking/') || path.startsWith('/checkout/')
}
