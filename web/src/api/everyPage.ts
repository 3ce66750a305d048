/** Reads a whole collection, page by page, up to a limit that is said. */
import type { PageInfo } from '@/api/types'

/** What the API gives at most in one page. */
export const pageSizeMax = 200
/** More pages than this are not read; who needs more asks a narrower question. */
export const pagesMax = 50

export interface Page<T> {
  items: T[]
  page: PageInfo
}

/** All items in the order of the collection. `isWhole` is false when there were more than may be read. */
export async function everyPage<T>(
  ask: (page: number) => Promise<Page<T>>, most = pagesMax,
): Promise<{ items: T[]; isWhole: boolean }> {
  const items: T[] = []
  for (let number = 0; number < most; ++number) {
    const { items: more, page } = await ask(number)
    items.push(...more)
    if (number + 1 >= page.totalPages) return { items, isWhole: true }
  }
  return { items, isWhole: false }
}

/** The items to the last page, however many there are. */
export async function all<T>(ask: (page: number) => Promise<Page<T>>): Promise<T[]> {
  return (await everyPage(ask, Infinity)).items
}
