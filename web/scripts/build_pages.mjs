/**
 * Builds the pages, and the first sight of those that a newcomer meets first: `first/<name>.<language>.html`, which has
 * the page as it is before anything of the API is known and names the scripts, styles and texts that it needs, and
 * `first/<name>.txt`, one line for each thing that the page will ask of the API. The gateway answers with them.
 */
import { createHash } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { build, transformWithEsbuild } from 'vite'
import { sights } from '../src/first-sight/sights.ts'

const web = fileURLToPath(new URL('..', import.meta.url))
const dist = join(web, '..', 'build', 'web', 'dist')
// Beside the packages, which what is built there looks for.
const workshop = join(web, 'node_modules', '.first-sight')

const languages = ['ko', 'en']

/** The program that renders first sights, for Node. Answers its address. */
async function buildRenderer() {
  await build({
    root: web, logLevel: 'warn',
    build: { ssr: 'src/first-sight/render.ts', outDir: workshop, emptyOutDir: true, minify: false },
  })
  return pathToFileURL(join(workshop, 'render.js')).href
}

/** The first sight of a page in each language. */
function render(renderer, path) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('first_sight_worker.mjs', import.meta.url), { workerData: { renderer, path, languages } })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error(`the first sight of ${path} did not come about`)))
  })
}

/** What has to be there before a chunk runs: itself, what it imports, and their styles. */
function needsOf(chunk, chunks) {
  const [scripts, styles, todo] = [new Set(), new Set(), [chunk]]
  for (let next = todo.pop(); next; next = todo.pop()) {
    if (scripts.has(next.fileName)) continue
    scripts.add(next.fileName)
    for (const style of next.viteMetadata.importedCss) styles.add(style)
    todo.push(...next.imports.map((name) => chunks.get(name)).filter(Boolean))
  }
  return { scripts, styles }
}

async function writeEarlyScript() {
  const file = join(web, 'src', 'first-sight', 'early.js')
  const { code } = await transformWithEsbuild(await readFile(file, 'utf8'), file, { minify: true, target: 'chrome107' })
  const name = `assets/early-${createHash('sha256').update(code).digest('base64url').slice(0, 8)}.js`
  await writeFile(join(dist, name), code)
  return name
}

/** index.html with a first sight in it, and everything that it needs named in its head. */
function pageOf(index, { language, sight, early, scripts, styles }) {
  const there = (name) => index.includes(`"/${name}"`)
  const links = [
    `<script src="/${early}"></script>`,
    ...[...styles].filter((name) => !there(name)).map((name) => `<link rel="stylesheet" href="/${name}" />`),
    ...[...scripts].filter((name) => !there(name)).map((name) => `<link rel="modulepreload" href="/${name}" />`),
  ]
  return index
    .replace(/<html lang="\w+">/, `<html lang="${language}">`)
    .replace(/<title>.*<\/title>/, `<title>${sight.title}</title>`)
    .replace('</head>', `  ${links.join('\n    ')}\n  </head>`)
    .replace('<div id="app"></div>', `<div id="app" inert>${sight.markup}</div>`)
}

const { output } = await build({ root: web })
const chunks = new Map(output.filter((one) => one.type === 'chunk').map((chunk) => [chunk.fileName, chunk]))
const chunkOf = (source) => {
  const found = [...chunks.values()].find((chunk) => chunk.facadeModuleId === join(web, 'src', source))
  if (!found) throw new Error(`no part of the built pages begins with ${source}`)
  return found
}
const renderer = await buildRenderer()
const index = await readFile(join(dist, 'index.html'), 'utf8')
const early = await writeEarlyScript()
await mkdir(join(dist, 'first'), { recursive: true })
for (const { name, path, page } of sights) {
  const asks = new Set()
  for (const [language, sight] of Object.entries(await render(renderer, path))) {
    const parts = [`pages/${page}.vue`, ...sight.texts.map((area) => `messages/${area}/${language}.ts`)]
    const needs = parts.map((source) => needsOf(chunkOf(source), chunks))
    const scripts = new Set(needs.flatMap((one) => [...one.scripts]))
    const styles = new Set(needs.flatMap((one) => [...one.styles]))
    for (const ask of sight.asks) asks.add(ask)
    await writeFile(join(dist, 'first', `${name}.${language}.html`), pageOf(index, { language, sight, early, scripts, styles }))
  }
  if (asks.size > 0) await writeFile(join(dist, 'first', `${name}.txt`), `${[...asks].join('\n')}\n`)
}
await rm(workshop, { recursive: true, force: true })
console.log(`${sights.length} first sights`)
