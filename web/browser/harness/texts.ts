/**
 * The words of the pages, from the same files that the pages take them from: a journey looks for what a person
 * reads, in the language that he reads.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { TextKey } from '../../src/i18n/index'
import { phrase } from '../../src/i18n/phrases.ts'
import { web } from './places.ts'

export type Language = 'ko' | 'en'
export type { TextKey }

type Tree = { [key: string]: string | Tree }

async function readTexts(language: Language): Promise<Tree> {
  const folder = join(web, 'src', 'messages')
  const areas = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const read = areas.map(async ({ name }) => {
    const file = pathToFileURL(join(folder, name, `${language}.ts`)).href
    return [name, ((await import(file)) as { default: Tree }).default] as const
  })
  return Object.fromEntries(await Promise.all(read))
}

const texts: Record<Language, Tree> = { ko: await readTexts('ko'), en: await readTexts('en') }
const numbers = { ko: new Intl.NumberFormat('ko-KR'), en: new Intl.NumberFormat('en-GB') }

export function textOf(language: Language, key: TextKey, named: Record<string, unknown> = {}, count?: number): string {
  const leaf = key.split('.').reduce<string | Tree | undefined>(
    (tree, part) => (typeof tree === 'object' ? tree[part] : undefined), texts[language])
  if (typeof leaf !== 'string') throw new Error(`there is no text ${key}`)
  return phrase(leaf, count === undefined ? named : { n: numbers[language].format(count), ...named }, count)
}

/** The text with anything in the place of its names: "Pay {price}" is found whatever the price is. */
export function patternOf(language: Language, key: TextKey): RegExp {
  const forms = textOf(language, key).split('|').map((form) =>
    form.trim().split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+'))
  return new RegExp(`^(${forms.join('|')})$`)
}
