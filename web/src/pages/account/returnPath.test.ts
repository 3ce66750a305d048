// @vitest-environment node
import { expect, it } from 'vitest'
import { returnPath } from './returnPath'

it.each([
  ['/booking/3?x=1', '/booking/3?x=1'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  ['javascript:alert(1)', '/'],
  [undefined, '/'],
  ['/sign-in', '/'],
])('%s leads to %s', (then, path) => {
  expect(returnPath(then)).toBe(path)
})
