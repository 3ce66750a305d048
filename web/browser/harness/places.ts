/** Where things lie. */
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const web = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
export const root = dirname(web)

/** What a run leaves behind: failures as pictures, reports of the audits. */
export const reports = join(root, 'build', 'browser')

/** A file of the run, in a folder that is there. */
export function reportFile(...parts: string[]): string {
  const path = join(reports, ...parts)
  mkdirSync(dirname(path), { recursive: true })
  return path
}
