/** The colours of the map: custom properties of its element (seatmap.scss), read once for each theme. */
import { looks } from './looks'

export interface MapTheme {
  readonly background: string
  readonly floor: string
  readonly ink: string
  readonly inkSoft: string
  readonly line: string
  /** What is not to be had. */
  readonly gone: string
  readonly goneSoft: string
  readonly grades: readonly string[]
  /** On a seat of any grade: marks and numbers. */
  readonly onGrade: string
  readonly chosen: string
  readonly onChosen: string
  readonly own: string
  readonly onOwn: string
  readonly halo: string
  readonly focus: string
  readonly stage: string
  readonly stageEdge: string
  readonly onStage: string
  readonly font: string
}

export function readTheme(element: Element): MapTheme {
  const style = getComputedStyle(element)
  const value = (name: string): string => style.getPropertyValue(`--map-${name}`).trim() || '#888'
  return {
    background: value('background'),
    floor: value('floor'),
    ink: value('ink'),
    inkSoft: value('ink-soft'),
    line: value('line'),
    gone: value('gone'),
    goneSoft: value('gone-soft'),
    grades: Array.from({ length: looks }, (_, look) => value(`grade-${look}`)),
    onGrade: value('on-grade'),
    chosen: value('chosen'),
    onChosen: value('on-chosen'),
    own: value('own'),
    onOwn: value('on-own'),
    halo: value('halo'),
    focus: value('focus'),
    stage: value('stage'),
    stageEdge: value('stage-edge'),
    onStage: value('on-stage'),
    font: style.fontFamily || 'sans-serif',
  }
}
