/**
 * How much is drawn, by the distance of neighbouring seats on the screen (CSS pixels): from far away the shapes of
 * the sections, then a dot for each seat, then seats with their patterns, at last with their numbers.
 */

export type Detail = 'blocks' | 'dots' | 'seats' | 'labels'

export const dotsFrom = 4.2
export const seatsFrom = 11
export const labelsFrom = 19
/** Up to here the names of sections are written over them, from here on before them. */
const namesBeforeFrom = 7.8
/** A mouse hits a seat from here on; a finger needs more. Below, a tap comes nearer. */
export const clickableFrom = 6.5
export const tappableFrom = 17
/** As near as one can come. */
export const nearestPitch = 60
/** The pitch to which a tap from far away comes near. */
export const comfortablePitch = 30

export function detailAt(pitch: number): Detail {
  if (pitch < dotsFrom) return 'blocks'
  if (pitch < seatsFrom) return 'dots'
  return pitch < labelsFrom ? 'seats' : 'labels'
}

export function namesOver(pitch: number): boolean {
  return pitch < namesBeforeFrom
}
