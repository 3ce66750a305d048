/** Something asked for from the server: what came, what went wrong, and whether an answer is awaited. */
import { onScopeDispose, ref, shallowRef } from 'vue'

/** Only the answer to the last question counts. What was known stays while it is asked for again. */
export function useAsked<T>(ask: (signal: AbortSignal) => Promise<T>) {
  const answer = shallowRef<T | null>(null)
  const trouble = shallowRef<unknown>(null)
  const isBusy = ref(false)
  let running: AbortController | undefined

  async function load(): Promise<void> {
    running?.abort()
    const mine = (running = new AbortController())
    isBusy.value = true
    try {
      const found = await ask(mine.signal)
      if (running !== mine) return
      answer.value = found
      trouble.value = null
    } catch (thrown) {
      if (running === mine) trouble.value = thrown
    } finally {
      if (running === mine) isBusy.value = false
    }
  }

  function forget(): void {
    running?.abort()
    running = undefined
    isBusy.value = false
    answer.value = null
    trouble.value = null
  }

  onScopeDispose(() => {
    running?.abort()
    running = undefined
  })
  return { answer, trouble, isBusy, load, forget }
}
