/** Korean and English: which one is shown, its texts, and how days, hours and money are written in it. */
import { computed, readonly, ref, shallowReactive } from 'vue'
import { loaders, type Language, type LazyArea, type Texts } from '@/messages'
import en from '@/messages/shell/en'
import ko from '@/messages/shell/ko'
import { remembered, remember } from '@/utilities/storage'
import { phrase } from './phrases'

type Leaves<T> = {
  [K in keyof T & string]: T[K] extends string ? K : `${K}.${Leaves<T[K]>}`
}[keyof T & string]

/** Every text that there is, as `area.key`. */
export type TextKey = Leaves<Texts>

const languages: readonly Language[] = ['ko', 'en']

/** The one chosen before, else the first of the browser's languages that we speak, else Korean. */
function firstLanguage(): Language {
  const wished = [remembered('language'), ...navigator.languages.map((tag) => tag.slice(0, 2))]
  return languages.find((language) => wished.find((tag) => languages.includes(tag as Language)) === language) ?? 'ko'
}

const current = ref<Language>(firstLanguage())

type Tree = { readonly [key: string]: string | Tree }

/** What has been fetched, by area: a page that shows a text is shown anew when its area comes. */
const texts: Record<Language, Record<string, Tree>> = {
  en: shallowReactive<Record<string, Tree>>({ shell: en }), ko: shallowReactive<Record<string, Tree>>({ shell: ko }),
}

const areas = new Set<LazyArea>()
const loaded = new Set<string>()

async function loadArea(area: LazyArea, language: Language): Promise<void> {
  const name = `${area}/${language}`
  if (loaded.has(name)) return
  texts[language][area] = (await loaders[area][language]()).default as Tree
  loaded.add(name)
}

/** Fetches the texts that a page needs, in the language that is shown. */
export async function needTexts(wanted: readonly LazyArea[]): Promise<void> {
  for (const area of wanted) areas.add(area)
  await Promise.all(wanted.map((area) => loadArea(area, current.value)))
}

function apply(language: Language): void {
  current.value = language
  document.documentElement.lang = language
}

/** Shows the pages in another language once its texts are there, and remembers it. */
export async function useLanguage(language: Language): Promise<void> {
  await Promise.all([...areas].map((area) => loadArea(area, language)))
  remember('language', language)
  apply(language)
}

apply(current.value)

export const language = readonly(current)

type Named = Record<string, unknown>

const numberFormats = { ko: new Intl.NumberFormat('ko-KR'), en: new Intl.NumberFormat('en-GB') }

function found(language: Language, key: string): string | undefined {
  let part: string | Tree | undefined = texts[language]
  for (const name of key.split('.')) part = typeof part === 'object' ? part[name] : undefined
  return typeof part === 'string' ? part : undefined
}

/** A text; `count` chooses between the forms that English has, and is `{n}` in them. Not fetched: its key, to be seen. */
export function text(key: TextKey, named: Named = {}, count?: number): string {
  const known = found(current.value, key) ?? found('en', key)
  if (known === undefined) {
    if (import.meta.env.DEV) console.warn(`the text ${key} is not there; is its area in meta.texts?`)
    return key
  }
  return count === undefined
    ? phrase(known, named)
    : phrase(known, { n: numberFormats[current.value].format(count), ...named }, count)
}

/** For the language that texts of the API come in two of: ours (`name`) and English (`nameEn`). */
export function inLanguage(house: string, english?: string): string {
  return current.value === 'en' && english ? english : house
}

export function useTexts() {
  return { t: text, language, isKorean: computed(() => current.value === 'ko'), inLanguage }
}
