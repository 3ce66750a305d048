/**
 * Who is signed in. The tokens are in cookies that no script can read; this module knows the account alone, and
 * the browser remembers nothing but that there is a session, so that nobody is asked for one that never was.
 */
import { computed, readonly, shallowRef } from 'vue'
import { api } from '@/api/client'
import { isProblem } from '@/api/problem'
import type { Account, Role, SignedIn } from '@/api/types'
import { remember, remembered, onRememberedElsewhere } from '@/utilities/storage'

const account = shallowRef<Account | null>(null)
const flag = 'signed-in'
let known: Promise<void> | undefined

export function hasSession(): boolean {
  return remembered(flag) !== null
}

/** Forgets who is signed in, without asking the server. */
export function forgetSession(): void {
  remember(flag, null)
  account.value = null
  known = Promise.resolve()
}

async function askWho(): Promise<void> {
  if (!hasSession()) return
  try {
    account.value = await api.get('/me')
  } catch (thrown) {
    if (isProblem(thrown, 'unauthenticated', 'not_found')) return forgetSession()
    // No answer now: ask again when somebody next wants to know.
    known = undefined
    throw thrown
  }
}

/** Resolves once it is known whether somebody is signed in. */
export function sessionKnown(): Promise<void> {
  known ??= askWho()
  return known
}

/** Takes the account that a sign-in answered with. */
async function enter(answer: SignedIn): Promise<void> {
  remember(flag, String(answer.userId))
  known = askWho()
  await known
}

const carrier = 'cookie' as const

export async function signIn(email: string, password: string): Promise<void> {
  await enter(await api.post('/auth/login', { body: { email, password, carrier } }))
}

export async function register(person: {
  email: string
  name: string
  password: string
  language: 'ko' | 'en'
}): Promise<void> {
  await enter(await api.post('/auth/register', { body: { ...person, carrier } }))
}

export async function enterAsGuest(person: { email: string; name: string; language: 'ko' | 'en' }): Promise<void> {
  await enter(await api.post('/auth/guest', { body: { ...person, carrier } }))
}

/** Becomes the guest whose code that is; whoever was signed in before is not any more. */
export async function enterByGuestLink(code: string): Promise<void> {
  await enter(await api.post('/auth/guest/link', { body: { code, carrier } }))
}

export async function signOut(): Promise<void> {
  await api.post('/auth/logout')
  forgetSession()
}

/** Takes what the server says of the account after a change. */
export function accountChanged(changed: Account): void {
  account.value = changed
}

// Another tab has signed in or out: ask who it is now.
onRememberedElsewhere(flag, () => {
  account.value = null
  known = undefined
  void sessionKnown().catch(() => undefined)
})

const role = computed<Role | null>(() => account.value?.role ?? null)

export const session = {
  account: readonly(account),
  role,
  isSignedIn: computed(() => account.value !== null),
  isGuest: computed(() => role.value === 'guest'),
  isStaff: computed(() => role.value === 'boxoffice' || role.value === 'admin'),
}
