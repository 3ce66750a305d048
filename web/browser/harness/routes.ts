/** The pages that there are, from the list of the pages themselves: an audit must have been to each. */
import { routes } from '../../src/app/routes.ts'

interface Route {
  readonly name?: unknown
  readonly path: string
  readonly children?: readonly Route[]
}

interface Page {
  readonly name: string
  readonly pattern: RegExp
}

const joined = (parent: string, path: string): string =>
  path.startsWith('/') || parent === '' ? path : `${parent}${path === '' ? '' : `/${path}`}`

/** `/musicals/:id(\\d+)` as what it stands for. */
function patternOf(path: string): RegExp {
  const source = path.replace(/\/:\w+\(([^)]*)\)\*/g, '/?$1').replace(/:\w+\(([^)]*)\)/g, '(?:$1)')
  return new RegExp(`^${source}$`)
}

function pagesOf(list: readonly Route[], parent = ''): Page[] {
  return list.flatMap((route) => {
    const path = joined(parent, route.path)
    const own = route.name === undefined ? [] : [{ name: String(route.name), pattern: patternOf(path) }]
    return [...own, ...pagesOf(route.children ?? [], path)]
  })
}

const pages = pagesOf(routes)

/** Those of the box office, or those of everybody else. */
export function pageNames(isOfStaff: boolean): string[] {
  return pages.filter(({ pattern }) => pattern.source.startsWith('^\\/staff') === isOfStaff).map(({ name }) => name)
}

/** Which page stands at an address of the house. */
export function pageAt(address: string): string {
  const { pathname } = new URL(address)
  // The list ends with the page for everything else.
  return pages.find(({ pattern }) => pattern.test(pathname))!.name
}
