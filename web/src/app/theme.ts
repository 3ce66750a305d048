/** Light, dark, or as the device: an attribute of the document that tokens.css reads. */
import { readonly, ref } from 'vue'
import { remember, remembered } from '@/utilities/storage'

export type Theme = 'light' | 'dark' | 'system'
export const themes: readonly Theme[] = ['system', 'light', 'dark']

const stored = remembered('theme')
const current = ref<Theme>(themes.find((theme) => theme === stored) ?? 'system')

function apply(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}

export function useTheme(theme: Theme): void {
  current.value = theme
  remember('theme', theme === 'system' ? null : theme)
  apply(theme)
}

/** Whether the page is dark at this moment, whoever decided it. */
export function isDark(): boolean {
  if (current.value !== 'system') return current.value === 'dark'
  return window.matchMedia('(prefers-color-scheme: dark)').matches
}

apply(current.value)

export const theme = readonly(current)
