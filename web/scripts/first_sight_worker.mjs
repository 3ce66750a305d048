/**
 * Renders the first sight of one page in each language, in a stand-in of a browser. A worker of its own for each page: what
 * one page has asked for already, another would not ask for again.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { Window } from 'happy-dom'

/** What a page expects of a browser while it is set up. */
function standInForBrowser() {
  const window = new Window({ url: 'http://localhost/' })
  const names = ['document', 'location', 'history', 'localStorage', 'sessionStorage', 'HTMLElement', 'Element', 'Node',
    'requestAnimationFrame', 'matchMedia', 'getComputedStyle', 'addEventListener', 'removeEventListener']
  for (const name of names) globalThis[name] = window[name]
  globalThis.window = window
  Object.defineProperty(globalThis, 'navigator', { value: window.navigator, configurable: true })
}

standInForBrowser()
const { renderer, path, languages } = workerData
const { firstSight } = await import(renderer)
const sights = {}
for (const language of languages) sights[language] = await firstSight(path, language)
parentPort.postMessage(sights)
// Timers of the page would go on.
process.exit(0)
