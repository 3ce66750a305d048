/** Asks before what was typed is thrown away: by another page of ours, by closing the tab, or by loading it again. */
import { onBeforeUnmount, onMounted } from 'vue'
import { onBeforeRouteLeave, onBeforeRouteUpdate } from 'vue-router'
import { text } from '@/i18n'

/** `isChanged` tells whether there is anything to lose. */
export function useUnsaved(isChanged: () => boolean): void {
  function unload(event: BeforeUnloadEvent): void {
    if (isChanged()) event.preventDefault()
  }
  const mayLeave = (): boolean => !isChanged() || window.confirm(text('staff.unsaved'))
  onMounted(() => window.addEventListener('beforeunload', unload))
  onBeforeUnmount(() => window.removeEventListener('beforeunload', unload))
  onBeforeRouteLeave(mayLeave)
  // Another number of the same page is another page; another question in the address is not.
  onBeforeRouteUpdate((to, from) => to.path === from.path || mayLeave())
}
