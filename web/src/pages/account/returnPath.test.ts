// @vitest-environment node
import { expect, it } from 'vitest'
import { landingPath, returnPath } from './returnPath'

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

it('leads staff to their desk, unless they wanted something else', () => {
  expect(landingPath(undefined, true)).toBe('/staff')
  expect(landingPath('//evil.example', true)).toBe('/staff')
  expect(landingPath('/staff/halls', true)).toBe('/staff/halls')
  expect(landingPath(undefined, false)).toBe('/')
})
