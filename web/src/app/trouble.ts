/** What went wrong, in words for people. */
import { isProblem, Unreachable } from '@/api/problem'
import { text } from '@/i18n'
import { tell } from './announcer'

export function troubleText(thrown: unknown): string {
  if (thrown instanceof Unreachable) return text('shell.trouble.unreachable')
  if (isProblem(thrown, 'overloaded', 'backlog_full', 'rate_limited')) {
    const seconds = thrown.retryAfter ?? 0
    return seconds > 0 ? text('shell.trouble.overloadedFor', {}, seconds) : text('shell.trouble.overloaded')
  }
  // The server's titles come in the language of the pages.
  if (isProblem(thrown)) return thrown.title
  return text('shell.trouble.unexpected')
}

/** Shows what went wrong; for what no part of the page shows by itself. */
export function tellTrouble(thrown: unknown): void {
  if (!isProblem(thrown) && !(thrown instanceof Unreachable)) console.error(thrown)
  tell(troubleText(thrown), 'danger')
}
