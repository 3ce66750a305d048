/** What the browser keeps for us. Private windows may refuse it; then nothing is remembered and all else works. */
const prefix = 'boxoffice.'

/** Of this browser: choices, and whether somebody is signed in. Never a token, a name or an address. */
export function remembered(name: string): string | null {
  try {
    return localStorage.getItem(prefix + name)
  } catch {
    return null
  }
}

export function remember(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(prefix + name)
    else localStorage.setItem(prefix + name, value)
  } catch {
    // Refused: the choice holds for this page alone.
  }
}

/** Of this tab, until it is closed. */
export function noted(name: string): string | null {
  try {
    return sessionStorage.getItem(prefix + name)
  } catch {
    return null
  }
}

export function note(name: string, value: string | null): void {
  try {
    if (value === null) sessionStorage.removeItem(prefix + name)
    else sessionStorage.setItem(prefix + name, value)
  } catch {
    // Refused.
  }
}

/** Calls when another tab of this browser changes what is remembered. */
export function onRememberedElsewhere(name: string, call: (value: string | null) => void): void {
  window.addEventListener('storage', (event) => {
    if (event.key === prefix + name) call(event.newValue)
  })
}
