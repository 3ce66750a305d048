/** Grades with their prices as they stand in fields: people write won or dollars, the API counts minor units. */
import type { Money } from '@/api/types'

export interface GradePrice {
  grade: string
  price: Money
}

/** A line of the form. */
export interface PriceLine {
  grade: string
  /** In major units, as typed. */
  price: string
}

export const currencyDefault = 'KRW'
export const gradesMax = 50
const amountMax = 1_000_000_000

export function digitsOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 0
}

/** `150,000` and `150000` alike; undefined when it is no price. */
export function readAmount(text: string, currency: string): number | undefined {
  const digits = digitsOf(currency)
  const plain = text.replace(/[,\s]/g, '')
  const shape = digits === 0 ? /^\d{1,10}$/ : new RegExp(`^\\d{1,10}(\\.\\d{1,${digits}})?$`)
  if (!shape.test(plain)) return undefined
  const amount = Math.round(Number(plain) * 10 ** digits)
  return amount <= amountMax ? amount : undefined
}

export function writeAmount({ amount, currency }: Money): string {
  const digits = digitsOf(currency)
  return (amount / 10 ** digits).toFixed(digits)
}

export function linesOf(grades: readonly GradePrice[]): PriceLine[] {
  return grades.map(({ grade, price }) => ({ grade, price: writeAmount(price) }))
}

export function currencyOf(grades: readonly GradePrice[]): string {
  return grades[0]?.price.currency ?? currencyDefault
}

export type LineFault = 'grade' | 'twice' | 'price'

/** What is wrong with each line; undefined where nothing is. */
export function lineFaults(lines: readonly PriceLine[], currency: string): (LineFault | undefined)[] {
  const names = lines.map((line) => line.grade.trim())
  return lines.map((line, index) => {
    if (names[index] === '') return 'grade'
    if (names.indexOf(names[index]!) !== index) return 'twice'
    return readAmount(line.price, currency) === undefined ? 'price' : undefined
  })
}

/** What the lines say; lines with faults are left out. */
export function pricesOf(lines: readonly PriceLine[], currency: string): GradePrice[] {
  const faults = lineFaults(lines, currency)
  return lines.flatMap((line, index) =>
    faults[index] ? [] : [{ grade: line.grade.trim(), price: { amount: readAmount(line.price, currency)!, currency } }])
}

export function samePrices(one: readonly GradePrice[], other: readonly GradePrice[]): boolean {
  const text = (grades: readonly GradePrice[]): string =>
    JSON.stringify(grades.map(({ grade, price }) => [grade, price.amount, price.currency]))
  return text(one) === text(other)
}
