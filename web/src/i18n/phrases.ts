/**
 * How a text becomes a sentence: names in braces are filled in, and `one | many` gives way to the form that a count
 * wants. The texts are our own and are checked by messages.test.ts, so no more of a language of messages is needed.
 */

/** The form for a count: of two `one | many`, of three `none | one | many`. */
function formOf(text: string, count: number): string {
  const forms = text.split('|').map((form) => form.trim())
  const place = forms.length === 2 ? (count === 1 ? 0 : 1) : Math.min(count, forms.length - 1)
  return forms[place]!
}

/** A name that nobody has a value for stays as it is, so that it is seen. */
export function phrase(text: string, named: Record<string, unknown>, count?: number): string {
  const form = count === undefined ? text : formOf(text, count)
  return form.replace(/\{(\w+)\}/g, (whole, name: string) => (name in named ? String(named[name]) : whole))
}
