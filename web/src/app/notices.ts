/** How many notices are unread, for the bell; the notices page and the live stream keep it true. */
import { ref, watch } from 'vue'
import { api } from '@/api/client'
import { session } from './session'

export const unreadNotices = ref(0)

/** Counts what is unread among the newest; more than a page of them is as good as many. */
export async function countUnread(): Promise<void> {
  if (!session.isSignedIn.value) {
    unreadNotices.value = 0
    return
  }
  try {
    const page = await api.get('/notifications', { query: { size: 100, sort: 'createdAt,desc' } })
    unreadNotices.value = page._embedded.notifications.filter((notice) => notice.readAt === undefined).length
  } catch {
    // The bell shows what was known last.
  }
}

watch(session.isSignedIn, () => void countUnread(), { immediate: true })
