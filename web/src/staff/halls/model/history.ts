/** The plan with what it was before: each change can be undone and done again. */
import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue'

const stepsMax = 200

export interface History<T> {
  present: ShallowRef<T>
  canUndo: ComputedRef<boolean>
  canRedo: ComputedRef<boolean>
  /** Whether anything differs from what was saved last. */
  isChanged: ComputedRef<boolean>
  /** `merge`: the step continues the last one of the same name, such as one drag of many small moves. */
  change: (next: T, merge?: string) => void
  undo: () => void
  redo: () => void
  saved: () => void
}

export function useHistory<T>(initial: T): History<T> {
  const present = shallowRef(initial)
  const past = shallowRef<readonly T[]>([])
  const future = shallowRef<readonly T[]>([])
  const kept = shallowRef(initial)
  let lastMerge: string | undefined

  function change(next: T, merge?: string): void {
    if (next === present.value) return
    const isSameStep = merge !== undefined && merge === lastMerge
    if (!isSameStep) past.value = [...past.value.slice(1 - stepsMax), present.value]
    lastMerge = merge
    future.value = []
    present.value = next
  }

  function undo(): void {
    const before = past.value[past.value.length - 1]
    if (before === undefined) return
    future.value = [present.value, ...future.value]
    past.value = past.value.slice(0, -1)
    present.value = before
    lastMerge = undefined
  }

  function redo(): void {
    const [next, ...later] = future.value
    if (next === undefined) return
    past.value = [...past.value, present.value]
    future.value = later
    present.value = next
    lastMerge = undefined
  }

  return {
    present,
    canUndo: computed(() => past.value.length > 0),
    canRedo: computed(() => future.value.length > 0),
    isChanged: computed(() => present.value !== kept.value),
    change,
    undo,
    redo,
    saved: () => { kept.value = present.value },
  }
}
