/** The faults of a form: what we see before it is sent, and what the server says of its fields. */
import { nextTick, ref, type Ref } from 'vue'
import { isProblem } from '@/api/problem'
import { text } from '@/i18n'

export type Check = (value: string) => string | undefined

export const required: Check = (value) => (value.trim() === '' ? text('shell.field.required') : undefined)
export const email: Check = (value) =>
  required(value) ?? (/^\S+@\S+\.\S+$/.test(value.trim()) ? undefined : text('shell.field.email'))
export const newPassword: Check = (value) =>
  required(value) ?? ([...value].length < 8 ? text('shell.field.passwordShort') : undefined)

export function useFaults<Field extends string>(form: Ref<HTMLElement | null>) {
  const faults = ref({}) as Ref<Partial<Record<Field, string>>>

  async function focusFirst(): Promise<void> {
    await nextTick()
    form.value?.querySelector<HTMLElement>('[aria-invalid="true"], .v-input--error input')?.focus()
  }

  /** Whether all is well; else the first field with a fault has the focus. */
  function check(values: Record<Field, string>, checks: Partial<Record<Field, Check>>): boolean {
    const found: Partial<Record<Field, string>> = {}
    for (const [field, rule] of Object.entries(checks) as [Field, Check][]) {
      const fault = rule(values[field])
      if (fault) found[field] = fault
    }
    faults.value = found
    if (Object.keys(found).length === 0) return true
    void focusFirst()
    return false
  }

  function set(field: Field, fault: string): void {
    faults.value = { ...faults.value, [field]: fault }
    void focusFirst()
  }

  /** Takes what the server says of the fields; answers whether it said something of one that the form has. */
  function take(thrown: unknown, fields: readonly Field[]): boolean {
    if (!isProblem(thrown, 'validation_failed')) return false
    const found = fields.filter((field) => thrown.reasonOf(field) !== undefined)
    for (const field of found) set(field, text('shell.field.invalid'))
    return found.length > 0
  }

  return { faults, check, set, take }
}
