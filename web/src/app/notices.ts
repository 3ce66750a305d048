/** Notices: how many are unread, for the bell, and those that come while somebody looks. */
import { ref, shallowRef, watch } from 'vue'
import { api } from '@/api/client'
import type { Notification } from '@/api/types'
import { session } from './session'

export const unreadNotices = ref(0)
/** The newest that is known; the notices page follows it. */
export const newestNotice = shallowRef<Notification | null>(null)

const askEveryMs = 30_000
/** More than so many unread is as good as many. */
const countedMax = 100

/** Asks what there is; told when it fails, so that a page can say so. */
export async function askNotices(): Promise<void> {
  if (!session.isSignedIn.value) {
    unreadNotices.value = 0
    newestNotice.value = null
    return
  }
  const page = await api.get('/notifications', { query: { size: countedMax, sort: 'id,desc' } })
  const notices = page._embedded.notifications
  unreadNotices.value = notices.filter((notice) => notice.readAt === undefined).length
  newestNotice.value = notices[0] ?? null
}

/** The bell shows what was known last while the network is away. */
const askQuietly = (): void => void askNotices().catch(() => undefined)

watch(session.isSignedIn, askQuietly, { immediate: true })
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && askQuietly())
window.setInterval(() => {
  if (document.visibilityState === 'visible' && session.isSignedIn.value) askQuietly()
}, askEveryMs)
