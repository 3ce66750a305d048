// @vitest-environment node
/** The colours of the map are told apart from what they stand on, in both themes, and never stand alone. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { looks, marks } from '../view/looks'

const css = readFileSync(new URL('../seatmap.scss', import.meta.url), 'utf8')

function declarationsOf(selector: string): Map<string, string> {
  const begin = css.indexOf(`${selector} {`)
  const block = css.slice(css.indexOf('{', begin) + 1, css.indexOf('}', begin))
  return new Map([...block.matchAll(/--map-([\w-]+):\s*(#[\da-f]{6});/g)].map((found) => [found[1]!, found[2]!]))
}

function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = parseInt(colour.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(one: string, other: string): number {
  const [bright, dim] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number]
  return (bright + 0.05) / (dim + 0.05)
}

const themes = {
  light: declarationsOf(":root[data-theme='light']"),
  dark: declarationsOf('@mixin dark'),
}

describe.each(Object.entries(themes))('%s', (_, theme) => {
  const colour = (name: string): string => theme.get(name) ?? expect.fail(`no ${name}`)
  const grades = Array.from({ length: looks }, (_, look) => `grade-${look}`)

  it.each(grades)('what is written on a seat of %s is read', (grade) => {
    expect(contrast(colour(grade), colour('on-grade'))).toBeGreaterThanOrEqual(4.5)
  })

  it.each([...grades, 'chosen', 'gone'])('%s is seen on the floor', (name) => {
    for (const ground of ['floor', 'background']) expect(contrast(colour(name), colour(ground))).toBeGreaterThanOrEqual(3)
  })

  it('a chosen seat differs from a free one in brightness, and in its mark', () => {
    expect(contrast(colour('on-chosen'), colour('chosen'))).toBeGreaterThanOrEqual(4.5)
    for (const grade of grades) expect(contrast(colour('chosen'), colour(grade))).toBeGreaterThanOrEqual(1.5)
  })

  it.each([['ink', 'background'], ['ink-soft', 'background'], ['ink-soft', 'floor'], ['on-stage', 'stage'], ['on-own', 'own']])(
    '%s is read on %s', (text, ground) => {
      expect(contrast(colour(text), colour(ground))).toBeGreaterThanOrEqual(4.5)
    })
})

it('is dark by the device as by choice, in every colour', () => {
  for (const rule of [/:root:not\(\[data-theme='light'\]\) \{\s*@include dark;/, /:root\[data-theme='dark'\] \{\s*@include dark;/]) {
    expect(css).toMatch(rule)
  }
  expect([...themes.dark.keys()]).toEqual([...themes.light.keys()])
})

it('gives every grade a mark of its own', () => {
  expect(new Set(marks.map((mark) => mark.path)).size).toBe(looks)
})
