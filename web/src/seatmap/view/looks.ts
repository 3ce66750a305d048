/**
 * The shapes of the map, as path data in a square of side 1 around (0, 0): the canvas draws them with Path2D, the
 * legend as SVG, so they cannot differ. Grades are told apart by colour and by the mark on the seat.
 */

export interface Mark {
  /** Drawn over the seat: filled, or as a line of this width. */
  readonly path: string
  readonly line: number
}

/** A chair: a square with round corners. */
export const seatPath = roundedSquare(0.5, 0.17)
/** With its upper right corner cut off: something stands in the way of the eyes. */
export const restrictedPath = cutSquare(0.5, 0.17, 0.34)

/** By the rank of the grade, dearest first; more grades than marks begin again. */
export const marks: readonly Mark[] = [
  { path: '', line: 0 },
  { path: 'M-.5 .1L.1 -.5M-.5 .5L.5 -.5M-.1 .5L.5 -.1', line: 0.1 },
  { path: dots([[-0.27, -0.27], [0.27, -0.27], [0, 0], [-0.27, 0.27], [0.27, 0.27]], 0.1), line: 0 },
  { path: roundedSquare(0.3, 0.08), line: 0.1 },
  { path: 'M-.5 -.25H.5M-.5 0H.5M-.5 .25H.5', line: 0.09 },
  { path: 'M0 -.5V.5M-.5 0H.5', line: 0.12 },
  { path: 'M-.25 -.5V.5M0 -.5V.5M.25 -.5V.5', line: 0.09 },
  { path: 'M-.5 -.5H0V0H-.5ZM0 0H.5V.5H0Z', line: 0 },
]

export const looks = marks.length

export const checkPath = 'M-.22 .02L-.06 .18L.24 -.16'
export const crossPath = 'M-.14 -.14L.14 .14M.14 -.14L-.14 .14'
/** Somebody in a wheelchair, seen from the side. */
export const wheelchairPath =
  'M-.05 -.3A.07 .07 0 1 0 .0 -.3ZM-.05 -.2V.06H.16L.26 .27M.15 -.06H-.05M-.14 -.04A.2 .2 0 1 0 .13 .21'
/** Two people: the chair beside. */
export const companionPath =
  'M-.12 -.18A.08 .08 0 1 0 -.119 -.18ZM-.28 .24V.08A.16 .16 0 0 1 .04 .08V.24M.16 -.1A.07 .07 0 1 0 .161 -.1ZM.17 .05A.13 .13 0 0 1 .3 .18V.24'
/** Head and shoulders: a seat of one's own. */
export const personPath = 'M0 -.24A.11 .11 0 1 1 -.001 -.24ZM-.24 .26V.2A.24 .2 0 0 1 .24 .2V.26Z'

function roundedSquare(half: number, corner: number): string {
  const side = half - corner
  const arc = (x: number, y: number): string => `A${corner} ${corner} 0 0 1 ${x} ${y}`
  return `M${-side} ${-half}H${side}${arc(half, -side)}V${side}${arc(side, half)}H${-side}${arc(-half, side)}V${-side}${arc(-side, -half)}Z`
}

function cutSquare(half: number, corner: number, cut: number): string {
  const side = half - corner
  const arc = (x: number, y: number): string => `A${corner} ${corner} 0 0 1 ${x} ${y}`
  return `M${-side} ${-half}H${half - cut}L${half} ${-half + cut}V${side}${arc(side, half)}H${-side}${arc(-half, side)}V${-side}${arc(-side, -half)}Z`
}

function dots(places: readonly (readonly [number, number])[], radius: number): string {
  return places
    .map(([x, y]) => `M${x - radius} ${y}a${radius} ${radius} 0 1 0 ${radius * 2} 0a${radius} ${radius} 0 1 0 ${-radius * 2} 0Z`)
    .join('')
}

/** Which mark and which colour a grade has. */
export function lookOf(grade: number): number {
  return grade % looks
}
