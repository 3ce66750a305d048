/** Sentences out of texts. */
import { expect, it } from 'vitest'
import { phrase } from './phrases'

it('fills in names, each as often as it stands there', () => {
  expect(phrase('{name} to {other}, {name}', { name: 'A', other: 0 })).toBe('A to 0, A')
})

it('leaves a name that has no value to be seen', () => {
  expect(phrase('Pay {price}', {})).toBe('Pay {price}')
})

it('takes nothing in a value for a name of its own', () => {
  expect(phrase('{a} {b}', { a: '{b} $1', b: 'x' })).toBe('{b} $1 x')
})

it.each([
  [0, 'none left'], [1, 'one left'], [2, '2 left'], [9, '9 left'],
])('has three forms: %i', (count, sentence) => {
  expect(phrase('none left | one left | {n} left', { n: count }, count)).toBe(sentence)
})

it.each([[0, '0 seats'], [1, '1 seat'], [2, '2 seats']])('has two forms: %i', (count, sentence) => {
  expect(phrase('{n} seat | {n} seats', { n: count }, count)).toBe(sentence)
})

it('has one form for every count where a language has but one', () => {
  expect(phrase('{n}석', { n: 3 }, 3)).toBe('3석')
})

it('leaves a bar alone where nothing is counted', () => {
  expect(phrase('a | b', {})).toBe('a | b')
})
