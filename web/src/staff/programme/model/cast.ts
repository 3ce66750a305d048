/** Who plays what, as a form has it. */
export interface CastLine {
  role: string
  actor: string
}

export const castMax = 200

/** Whether a line says one half alone; a line that says nothing is no line. */
export function hasHalves(lines: readonly CastLine[]): boolean {
  return lines.some(({ role, actor }) => (role.trim() === '') !== (actor.trim() === ''))
}

export function castOf(lines: readonly CastLine[]): CastLine[] {
  return lines
    .map(({ role, actor }) => ({ role: role.trim(), actor: actor.trim() }))
    .filter(({ role, actor }) => role !== '' && actor !== '')
}
