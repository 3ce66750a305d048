/** Light or dark, and word of each change, whoever makes it. */
import { onScopeDispose, readonly, ref, watch, type Ref } from 'vue'
import { isDark, theme } from '@/app/theme'

export function useDarkness(): Readonly<Ref<boolean>> {
  const dark = ref(isDark())
  const update = (): void => {
    dark.value = isDark()
  }
  const query = window.matchMedia('(prefers-color-scheme: dark)')
  query.addEventListener('change', update)
  watch(theme, update, { flush: 'post' })
  onScopeDispose(() => query.removeEventListener('change', update))
  return readonly(dark)
}
