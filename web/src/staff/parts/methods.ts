/** How something was paid, in words; the name itself when the pages do not know it. */
import { text, type TextKey } from '@/i18n'

const known: Record<string, TextKey> = {
  card: 'backoffice.method.card',
  checkout: 'backoffice.method.checkout',
  desk_cash: 'backoffice.method.desk_cash',
  desk_card: 'backoffice.method.desk_card',
  comp: 'backoffice.method.comp',
  by_hand: 'backoffice.method.by_hand',
  unknown: 'backoffice.method.unknown',
}

export function methodText(method: string): string {
  const key = known[method]
  return key ? text(key) : method
}
