import { describe, expect, it } from 'vitest'
import { all, everyPage, pagesMax, type Page } from './everyPage'

function pages(totalPages: number): (page: number) => Promise<Page<number>> {
  return (number) => Promise.resolve({ items: [number], page: { number, size: 1, totalElements: totalPages, totalPages } })
}

describe('a collection that is read page by page', () => {
  it('is whole up to the limit, and says so when it is not', async () => {
    expect(await everyPage(pages(3))).toEqual({ items: [0, 1, 2], isWhole: true })
    const cut = await everyPage(pages(pagesMax + 1))
    expect([cut.items.length, cut.isWhole]).toEqual([pagesMax, false])
  })

  it('is read to its end where nobody would hear that something is missing', async () => {
    expect(await all(pages(pagesMax + 1))).toHaveLength(pagesMax + 1)
  })
})
