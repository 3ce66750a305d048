/** Reads the queue, and keeps for the whole office how much of it waits for a human. */
import { readonly, ref } from 'vue'
import { api } from '@/api/client'
import { everyPage, pageSizeMax } from '@/api/everyPage'
import { queueOf, type Queue } from './matters'

const waiting = ref<number | null>(null)
/** How many matters wait for a human; nothing until it is known. */
export const waitingForHumans = readonly(waiting)

/** `isWhole` is false when more is open than is read. */
export async function readQueue(signal?: AbortSignal): Promise<{ queue: Queue; isWhole: boolean }> {
  const options = signal ? { signal } : {}
  const [items, findings, rounds] = await Promise.all([
    everyPage(async (page) => {
      const found = await api.get('/payments/ledger/open-items', { query: { page, size: pageSizeMax }, ...options })
      return { items: found._embedded.openItems, page: found.page }
    }),
    // Open ones come first: what lies beyond the first page is settled.
    api.get('/payments/reconciliation/findings', { query: { page: 0, size: pageSizeMax }, ...options }),
    api.get('/reservations/cancellation-rounds', { query: { size: 50 }, ...options }),
  ])
  const queue = queueOf(items.items, findings._embedded.findings, rounds._embedded.cancellationRounds)
  waiting.value = queue.forHumans.length
  return { queue, isWhole: items.isWhole }
}
