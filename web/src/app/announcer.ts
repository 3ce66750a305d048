/**
 * What is told without taking the focus: a live region for those who listen, and a passing note for those who
 * look.
 */
import { readonly, ref, shallowRef } from 'vue'

export type Tone = 'info' | 'success' | 'danger'
export interface Note {
  id: number
  text: string
  tone: Tone
}

const polite = ref('')
const urgent = ref('')
const notes = shallowRef<readonly Note[]>([])
const shownForMs = 7000
let lastId = 0

/** Says it to screen readers alone. The same words said again are heard again. */
export function announce(text: string, urgently = false): void {
  const region = urgently ? urgent : polite
  region.value = region.value === text ? `${text}\u00a0` : text
}

export function dismissNote(id: number): void {
  notes.value = notes.value.filter((note) => note.id !== id)
}

/** Shows a note for some seconds, and says it. One that reports a failure stays until it is dismissed. */
export function tell(text: string, tone: Tone = 'info'): void {
  const id = ++lastId
  notes.value = [...notes.value.slice(-2), { id, text, tone }]
  announce(text, tone === 'danger')
  if (tone !== 'danger') window.setTimeout(() => dismissNote(id), shownForMs)
}

export const announcements = { polite: readonly(polite), urgent: readonly(urgent), notes: readonly(notes) }
