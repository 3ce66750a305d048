// @vitest-environment node
import { expect, it } from 'vitest'
import { isBooking, landingPath, returnPath } from './returnPath'

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

it('knows where a booking is wanted', () => {
  expect(['/my/8', '/my', '/myths/8', '/booking/8'].filter(isBooking)).toEqual(['/my/8'])
})
