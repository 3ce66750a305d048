/** What the server says of the fields of a form, in words, at their places. */
import { computed, ref } from 'vue'
import { isProblem } from '@/api/problem'
import { text } from '@/i18n'

/** Reasons that have words of their own; any other is said to be not valid. */
const reasons = [
  'missing', 'too_long', 'out_of_range', 'duplicate', 'not_a_date', 'before_start', 'after_start', 'in_the_past', 'before_open',
  'mixed_currencies', 'not_a_url', 'not_found', 'cannot_change', 'too_many', 'unknown_grade', 'not_a_time_zone', 'performance_canceled',
  'performance_started',
] as const

export function reasonText(reason: string): string {
  const [word, ...rest] = reason.split(' ')
  if (word === 'no_price_for') return text('staff.fault.no_price_for', { grade: rest.join(' ') })
  const known = reasons.find((one) => one === word)
  return known ? text(`staff.fault.${known}`) : text('shell.field.invalid')
}

export function useServerFaults() {
  const said = ref<readonly { field: string; reason: string }[]>([])

  /** Whether it was about fields; what it was is then in `of` and `rest`. */
  function take(thrown: unknown): boolean {
    if (!isProblem(thrown, 'validation_failed')) return false
    said.value = thrown.errors
    return thrown.errors.length > 0
  }

  return {
    take,
    clear: () => void (said.value = []),
    /** What is said of a field, or of a part of it. */
    of(field: string): string | undefined {
      const found = said.value.find((one) => one.field === field || one.field.startsWith(`${field}[`) || one.field.startsWith(`${field}.`))
      return found && reasonText(found.reason)
    },
    any: computed(() => said.value.length > 0),
    all: computed(() => said.value.map(({ field, reason }) => ({ field, text: reasonText(reason) }))),
  }
}
