/**
 * The first sight of a page: what it shows before anything of the API is known, written into the page when the pages are
 * built, so that a browser has something to show before it has any script. Run by scripts/first_sight_worker.mjs under
 * Node, in a stand-in of a browser; never sent to one.
 */
import { createSSRApp } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { router } from '@/app/router'
import { useLanguage } from '@/i18n'
import type { LazyArea, Language } from '@/messages'
import App from '../App.vue'

/** In the place of a number that only the address knows. Nothing of it may be seen. */
export const someNumber = 909_090_909

export interface FirstSight {
  /** What stands in #app. */
  readonly markup: string
  readonly title: string
  readonly texts: readonly LazyArea[]
  /** What the page asks of the API as soon as its script is there: it can be asked for long before. */
  readonly asks: readonly string[]
}

/** Without Vue's marks for a script that would go on from here: ours begins anew. */
const plain = (markup: string): string => markup.replaceAll(/<!--.*?-->/g, '')

export async function firstSight(path: string, language: Language): Promise<FirstSight> {
  const asks: string[] = []
  globalThis.fetch = (address, init) => {
    // What must be fresh at the moment when it is asked for, such as the clock, is not asked for before.
    if (init?.cache !== 'no-store') asks.push(String(address).replaceAll(String(someNumber), '{id}'))
    return new Promise<Response>(() => undefined)
  }
  await useLanguage(language)
  await router.replace(path.replace('{id}', String(someNumber)))
  const app = createSSRApp(App)
  app.use(router)
  const markup = plain(await renderToString(app))
  if (markup.includes(String(someNumber))) throw new Error(`the first sight of ${path} shows a number that nobody knows yet`)
  if (!markup.includes('class="page')) throw new Error(`the first sight of ${path} has no page in it`)
  const texts = router.currentRoute.value.matched.flatMap((record) => record.meta.texts ?? [])
  return { markup, title: document.title, texts, asks: [...new Set(asks)] }
}
