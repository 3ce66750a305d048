/** What a key means on the map. */
import type { Direction } from '../model/order'

export type Command =
  | { readonly kind: 'move'; readonly direction: Direction }
  | { readonly kind: 'pan'; readonly dx: number; readonly dy: number }
  | { readonly kind: 'zoom'; readonly factor: number }
  | { readonly kind: 'rowStart' }
  | { readonly kind: 'rowEnd' }
  | { readonly kind: 'rows'; readonly steps: number }
  | { readonly kind: 'fit' }
  | { readonly kind: 'activate' }
  | { readonly kind: 'leave' }

type Key = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>

const panStep = 90
const zoomStep = 1.35
export const rowsOfPage = 5

const directions: Record<string, Direction> = {
  ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down',
}
const pans: Record<Direction, readonly [number, number]> = {
  left: [panStep, 0], right: [-panStep, 0], up: [0, panStep], down: [0, -panStep],
}

export function commandOf(event: Key): Command | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined
  const direction = directions[event.key]
  if (direction) {
    if (!event.shiftKey) return { kind: 'move', direction }
    const [dx, dy] = pans[direction]
    return { kind: 'pan', dx, dy }
  }
  switch (event.key) {
    case '+':
    case '=':
      return { kind: 'zoom', factor: zoomStep }
    case '-':
    case '_':
      return { kind: 'zoom', factor: 1 / zoomStep }
    case '0':
      return { kind: 'fit' }
    case 'Home':
      return { kind: 'rowStart' }
    case 'End':
      return { kind: 'rowEnd' }
    case 'PageUp':
      return { kind: 'rows', steps: -rowsOfPage }
    case 'PageDown':
      return { kind: 'rows', steps: rowsOfPage }
    case 'Enter':
    case ' ':
      return { kind: 'activate' }
    case 'Escape':
      return { kind: 'leave' }
    default:
      return undefined
  }
}
