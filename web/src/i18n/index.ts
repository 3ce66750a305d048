/** Korean and English: which one is shown, its texts, and how days, hours and money are written in it. */
import { computed, readonly, ref } from 'vue'
import { createI18n } from 'vue-i18n'
import { loaders, type Language, type LazyArea, type Texts } from '@/messages'
import en from '@/messages/shell/en'
import ko from '@/messages/shell/ko'
import { remembered, remember } from '@/utilities/storage'

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

export const i18n = createI18n({
  legacy: false,
  locale: current.value,
  fallbackLocale: 'en',
  messages: { en: { shell: en }, ko: { shell: ko } },
  missingWarn: import.meta.env.DEV,
  fallbackWarn: import.meta.env.DEV,
})

const areas = new Set<LazyArea>()
const loaded = new Set<string>()

async function loadArea(area: LazyArea, language: Language): Promise<void> {
  const name = `${area}/${language}`
  if (loaded.has(name)) return
  const texts = (await loaders[area][language]()).default
  i18n.global.mergeLocaleMessage(language, { [area]: texts } as object)
  loaded.add(name)
}

/** Fetches the texts that a page needs, in the language that is shown. */
export async function needTexts(wanted: readonly LazyArea[]): Promise<void> {
  for (const area of wanted) areas.add(area)
  await Promise.all(wanted.map((area) => loadArea(area, current.value)))
}

function apply(language: Language): void {
  current.value = language
  i18n.global.locale.value = language
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

/** A text; `count` chooses between the forms that English has, and is `{n}` in them. */
export function text(key: TextKey, named: Named = {}, count?: number): string {
  return count === undefined
    ? i18n.global.t(key, named)
    : i18n.global.t(key, { n: numberFormats[current.value].format(count), ...named }, count)
}

/** For the language that texts of the API come in two of: ours (`name`) and English (`nameEn`). */
export function inLanguage(house: string, english?: string): string {
  return current.value === 'en' && english ? english : house
}

export function useTexts() {
  return { t: text, language, isKorean: computed(() => current.value === 'ko'), inLanguage }
}
