/** Where somebody wanted to go before signing in: a path of ours, never another site's. */
export function returnPath(then: unknown): string {
  if (typeof then !== 'string' || !/^\/(?![/\\])/.test(then)) return '/'
  return then.startsWith('/sign-') ? '/' : then
}

/** Whether a purchase waits there, so that a guest may go on with it. */
export function isPurchase(path: string): boolean {
  return path.startsWith('/booking/') || path.startsWith('/checkout/')
}
