// @vitest-environment node
/** Contrast by WCAG 2.2: text 4.5 to 1, edges of controls and focus rings 3 to 1, in both themes. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

type Rgb = [number, number, number]

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')

function declarationsOf(selector: string): Map<string, string> {
  const begin = css.indexOf(`${selector} {`)
  const block = css.slice(css.indexOf('{', begin) + 1, css.indexOf('}', begin))
  return new Map([...block.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map((found) => [found[1]!, found[2]!.trim()]))
}

const light = declarationsOf(":root[data-theme='light']")
const dark = declarationsOf(":root[data-theme='dark']")

function rgbOf(value: string): Rgb {
  const hex = /^#([\da-f]{6})$/.exec(value)
  if (hex) return [0, 2, 4].map((at) => parseInt(hex[1]!.slice(at, at + 2), 16)) as Rgb
  const parts = value.split(',').map(Number)
  if (parts.length !== 3 || parts.some(Number.isNaN)) throw new Error(`${value} is no colour`)
  return parts as Rgb
}

function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as Rgb
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(one: Rgb, other: Rgb): number {
  const [bright, dim] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number]
  return (bright + 0.05) / (dim + 0.05)
}

const grounds = ['--paper', '--surface', '--sunken']
const texts = ['--ink', '--ink-soft', '--accent', '--gold', '--danger', '--success', '--info', '--warning']
const own: [string, string][] = [
  ['--on-fill', '--fill'],
  ['--on-fill', '--fill-strong'],
  ['--accent', '--tint'],
  ['--ink', '--tint'],
  ['--ink-soft', '--tint'],
  ...['danger', 'success', 'info', 'warning'].flatMap((name): [string, string][] => [
    [`--${name}`, `--${name}-tint`],
    ['--ink', `--${name}-tint`],
  ]),
]
const edges = ['--line-strong', '--focus', '--fill']

describe.each([
  ['light', light],
  ['dark', dark],
])('%s', (_, tokens) => {
  const colour = (name: string): Rgb => rgbOf(tokens.get(name) ?? '')
  const pairs = [...texts.flatMap((text) => grounds.map((ground): [string, string] => [text, ground])), ...own]

  it.each(pairs)('%s is read on %s', (text, ground) => {
    expect(contrast(colour(text), colour(ground))).toBeGreaterThanOrEqual(4.5)
  })

  it.each(edges.flatMap((edge) => grounds.map((ground): [string, string] => [edge, ground])))(
    '%s is seen on %s', (edge, ground) => {
      // The fill of a button need not be seen for its text to be read; in the dark its text alone carries it.
      const wanted = edge === '--fill' && tokens === dark ? 2 : 3
      expect(contrast(colour(edge), colour(ground))).toBeGreaterThanOrEqual(wanted)
    })

  it.each(['primary', 'secondary', 'error', 'success', 'info', 'warning', 'surface', 'background'])(
    'Vuetify writes on %s', (name) => {
      const [front, back] = [colour(`--v-theme-on-${name}`), colour(`--v-theme-${name}`)]
      expect(contrast(front, back)).toBeGreaterThanOrEqual(4.5)
    })

  it.each([['background', '--paper'], ['surface', '--surface'], ['on-surface', '--ink'], ['primary', '--accent'],
    ['error', '--danger'], ['success', '--success'], ['info', '--info'], ['warning', '--warning'],
    ['secondary', '--gold']])('Vuetify has %s from %s', (theirs, ours) => {
    expect(colour(`--v-theme-${theirs}`)).toEqual(colour(ours))
  })
})

it('is as dark by the device as by choice', () => {
  const byDevice = declarationsOf(":root:not([data-theme='light'])")
  expect([...byDevice]).toEqual([...dark])
  expect(dark.size).toBeGreaterThan(40)
})
