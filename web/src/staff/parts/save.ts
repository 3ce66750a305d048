/** Hands a file to whoever looks at the page. */
export function save(name: string, content: Blob): void {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser has taken it by the next turn.
  window.setTimeout(() => URL.revokeObjectURL(address))
}
