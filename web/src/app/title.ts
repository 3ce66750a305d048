/** The document's title follows the page, and the language. */
import { watchEffect } from 'vue'
import { text } from '@/i18n'

/** `title` may be empty while it is not yet known. */
export function usePageTitle(title: () => string): void {
  watchEffect(() => {
    const own = title()
    document.title = own === '' ? text('shell.name') : `${own} · ${text('shell.name')}`
  })
}
