// @vitest-environment node
/** Every text in both languages, every text used, and none of the pages' words written past them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const source = fileURLToPath(new URL('..', import.meta.url))
const modules = import.meta.glob<{ default: object }>('./*/{en,ko}.ts', { eager: true })

function leavesOf(value: object, path = ''): Map<string, string> {
  return new Map(
    Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
      const name = path === '' ? key : `${path}.${key}`
      return typeof inner === 'string' ? [[name, inner] as const] : [...leavesOf(inner as object, name)]
    }),
  )
}

const areas = [...new Set(Object.keys(modules).map((path) => path.split('/')[1]!))]
const textsOf = (area: string, language: string) => leavesOf(modules[`./${area}/${language}.ts`]!.default)
const namesIn = (message: string) => [...message.matchAll(/\{(\w+)\}/g)].map((found) => found[1]!)

const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
  (path) => /\.(vue|ts)$/.test(path) && !path.startsWith('messages/') && !/(\.test|\.d)\.ts$/.test(path),
)
const code = new Map(files.map((path) => [path, readFileSync(join(source, path), 'utf8')]))
const allCode = [...code.values()].join('\n')
/** `booking.state.${state}` in the source stands for every key that begins so. */
/** Words that any page may need, whether or not one does at present. */
const shared = ['shell.page.', 'shell.field.', 'shell.time.']
const openKeys = [...allCode.matchAll(/[`'"]([\w.]+\.[\w.]*)\$\{/g)].map((found) => found[1]!)

describe.each(areas)('%s', (area) => {
  const [en, ko] = [textsOf(area, 'en'), textsOf(area, 'ko')]

  it('says the same things in both languages', () => {
    expect([...ko.keys()]).toEqual([...en.keys()])
  })

  it('is translated, and complete', () => {
    const hangul = /[가-힣]/
    for (const [key, message] of ko) {
      expect(message.trim(), key).not.toBe('')
      const isName = message === en.get(key)
      if (!isName) expect(hangul.test(message), `${key}: ${message}`).toBe(true)
    }
    for (const [key, message] of en) {
      expect(message.trim(), key).not.toBe('')
      if (key !== 'language.ko') expect(hangul.test(message), `${key}: ${message}`).toBe(false)
    }
  })

  it('names the same things in both languages', () => {
    for (const [key, message] of en) {
      // The form for one may leave the number out, and Korean has a single form.
      const [ours, theirs] = [new Set(namesIn(message)), new Set(namesIn(ko.get(key)!))]
      expect([...theirs].sort(), key).toEqual([...ours].sort())
    }
  })

  it('is used', () => {
    const isUsed = (full: string): boolean =>
      allCode.includes(`'${full}'`) || [...shared, ...openKeys].some((open) => full.startsWith(open))
    expect([...en.keys()].map((key) => `${area}.${key}`).filter((full) => !isUsed(full))).toEqual([])
  })
})

it('has every text that the source names', () => {
  const known = new Set(areas.flatMap((area) => [...textsOf(area, 'en').keys()].map((key) => `${area}.${key}`)))
  for (const [path, text] of code) {
    for (const found of text.matchAll(/\bt(?:ext)?\(\s*'([\w.]+)'/g)) {
      expect(known.has(found[1]!), `${path}: ${found[1]!}`).toBe(true)
    }
  }
})

it('has no words in templates', () => {
  for (const [path, text] of code) {
    const template = /<template>([\s\S]*)<\/template>/.exec(text)?.[1]
    if (!template) continue
    const bare = template
      .replace(/<!--[\s\S]*?-->/g, '')
      .replace(/\{\{[\s\S]*?\}\}/g, '')
      .replace(/<(?:"[^"]*"|'[^']*'|[^>"'])*>/g, '\n')
    for (const line of bare.split('\n')) {
      expect(/[\p{Letter}]{2}/u.test(line.replace('Boxoffice', '')), `${path}: ${line.trim()}`).toBe(false)
    }
  }
})
