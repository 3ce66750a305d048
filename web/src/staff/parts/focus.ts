/** Where the focus goes when what had it is done and gone: to the heading of the page, not to nowhere. */
import { nextTick } from 'vue'

export async function keepFocus(): Promise<void> {
  await nextTick()
  const isLost = document.activeElement === null || document.activeElement === document.body
  if (!isLost) return
  const heading = document.querySelector<HTMLElement>('main h1') ?? document.querySelector<HTMLElement>('h1')
  if (heading && heading.tabIndex < 0) heading.tabIndex = -1
  heading?.focus({ preventScroll: true })
}
