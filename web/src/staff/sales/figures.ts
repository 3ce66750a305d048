/** What is sold and earned: how changes go into what is known, and the sums that the page shows. */
import type { components } from '@/api/schema'
import type { Money } from '@/api/types'

type Schemas = components['schemas']
export type Figures = Schemas['SalesFigures']
export type SalesMoney = Schemas['SalesMoney']
export type SalesPerformance = Schemas['SalesPerformance']
export type Overview = Schemas['SalesOverview']
export type Timeline = Schemas['SalesTimeline']
export type Point = Timeline['points'][number]
export type Changes = Pick<Overview, 'version' | 'asOf' | 'totals' | 'performances'>

/** The changed performances take the places of the former ones; new ones stand where their time puts them. */
export function withChanges(before: Overview, changes: Changes): Overview {
  if (changes.version < before.version) return before
  const byId = new Map(before.performances.map((one) => [one.performanceId, one]))
  for (const one of changes.performances) byId.set(one.performanceId, one)
  const performances = [...byId.values()].sort(
    (a, b) => (a.startsAt ?? '').localeCompare(b.startsAt ?? '') || a.performanceId - b.performanceId)
  return { ...before, version: changes.version, asOf: changes.asOf, totals: changes.totals, performances }
}

export type GradeFigures = Figures & { grade: string }

function addMoney(one: readonly SalesMoney[], other: readonly SalesMoney[]): SalesMoney[] {
  const sum = (a: Money, b: Money): Money => ({ amount: a.amount + b.amount, currency: a.currency })
  const byCurrency = new Map(one.map((money) => [money.revenue.currency, money]))
  for (const money of other) {
    const { currency } = money.revenue
    const known = byCurrency.get(currency)
    byCurrency.set(currency, known
      ? {
          revenue: sum(known.revenue, money.revenue),
          refunded: sum(known.refunded, money.refunded),
          feesKept: sum(known.feesKept, money.feesKept),
          net: sum(known.net, money.net),
        }
      : money)
  }
  return [...byCurrency.values()]
}

const counted = ['capacity', 'available', 'held', 'sold', 'blocked', 'comps', 'soldLast5Minutes', 'soldLast60Minutes'] as const

/** The figures of each grade over all performances, in the order in which the grades are first met. */
export function byGrade(performances: readonly SalesPerformance[]): GradeFigures[] {
  const grades = new Map<string, GradeFigures>()
  for (const { grades: own } of performances) {
    for (const one of own) {
      const known = grades.get(one.grade)
      if (!known) {
        grades.set(one.grade, { ...one })
        continue
      }
      for (const name of counted) known[name] += one[name]
      if (known.money && one.money) known.money = addMoney(known.money, one.money)
    }
  }
  return [...grades.values()]
}

export function shareSold({ sold, capacity }: Pick<Figures, 'sold' | 'capacity'>): number {
  return capacity === 0 ? 0 : Math.round((sold / capacity) * 1000) / 10
}

// ---- what a chart shows

export const measures = ['sold', 'held', 'cancelled', 'revenue', 'refunded'] as const
export type Measure = (typeof measures)[number]

type Movement = Pick<Point, 'held' | 'released' | 'sold' | 'cancelled' | 'money'>

/** Seats, or minor units of the one currency that is shown. */
export function valueOf(movement: Movement | undefined, measure: Measure, currency: string): number {
  if (!movement) return 0
  if (measure !== 'revenue' && measure !== 'refunded') return movement[measure]
  return movement.money?.find((one) => one.revenue.currency === currency)?.[measure].amount ?? 0
}

export interface Series {
  /** Empty = all grades together. */
  grade: string
  values: number[]
  total: number
}

/** All together first, then each grade in the given order; grades in which nothing moved stay, so that the eye finds them. */
export function seriesOf(points: readonly Point[], measure: Measure, grades: readonly string[], currency: string): Series[] {
  const known = [...grades, ...new Set(points.flatMap((point) => point.grades.map((one) => one.grade)).filter((grade) => !grades.includes(grade)))]
  const seriesFor = (grade: string): Series => {
    const values = points.map((point) =>
      valueOf(grade === '' ? point : point.grades.find((one) => one.grade === grade), measure, currency))
    return { grade, values, total: values.reduce((sum, value) => sum + value, 0) }
  }
  return ['', ...known].map(seriesFor)
}

/** Round values from 0 to at least `max`, at most five of them. */
export function ticksOf(max: number): number[] {
  if (max <= 0) return [0, 1]
  const rough = max / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = Math.max(1, [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough)!)
  const ticks: number[] = []
  for (let at = 0; at < max + step; at += step) ticks.push(at)
  return ticks
}

/** Which places of the time axis are written: evenly spread, the first among them. */
export function labelPlaces(count: number, most: number): number[] {
  const step = Math.max(1, Math.ceil(count / most))
  return Array.from({ length: Math.ceil(count / step) }, (_, at) => at * step)
}
