/**
 * The house as the API answers it, read into columns.
 *
 * `fields` and `attributes` of the answer name what stands where, so a field that comes later moves nothing here.
 */

export interface SectionDetails {
  readonly nameEn?: string
  readonly zone?: string
}

/** `GET /performances/{id}/seatmap`. */
export interface HouseSource {
  readonly performanceId: number
  readonly version: number
  readonly status: 'scheduled' | 'canceled'
  readonly currency: string
  readonly focalPoint: { readonly x: number; readonly y: number }
  readonly sections: readonly string[]
  /** In the order of `sections`. */
  readonly sectionDetails?: readonly SectionDetails[]
  readonly grades: readonly string[]
  readonly attributes: readonly string[]
  readonly fields: readonly string[]
  readonly seats: readonly (readonly (number | string)[])[]
  readonly statuses: string
}

export const Status = { available: 0, held: 1, sold: 2, blocked: 3 } as const
export type StatusCode = (typeof Status)[keyof typeof Status]

export const statusNames = ['Available', 'Held', 'Sold', 'Blocked'] as const
export type SeatStatus = (typeof statusNames)[number]

export const Attribute = { wheelchair: 1, companion: 2, restrictedView: 4 } as const
export const attributeNames = ['wheelchair', 'companion', 'restricted_view'] as const
export type SeatAttribute = (typeof attributeNames)[number]

/** What a status that we do not know means: not to be had. */
export function statusOfName(name: string): StatusCode {
  const code = statusNames.indexOf(name as SeatStatus)
  return (code === -1 ? Status.blocked : code) as StatusCode
}

export function statusOfLetter(letter: string | undefined): StatusCode {
  const code = 'AHSB'.indexOf(letter ?? '?')
  return (code === -1 ? Status.blocked : code) as StatusCode
}

/** One array per field, all in the order of the answer. */
export interface Columns {
  readonly count: number
  readonly ids: Float64Array
  readonly sections: Uint16Array
  readonly rows: Int32Array
  readonly columns: Int32Array
  readonly rowLabels: string[]
  readonly seatLabels: string[]
  readonly grades: Uint16Array
  readonly prices: Float64Array
  readonly xs: Float32Array
  readonly ys: Float32Array
  readonly attributes: Uint8Array
  readonly statuses: Uint8Array
}

/** Turns the answer's attribute bits into ours. */
function attributeBits(names: readonly string[]): (bits: number) => number {
  const ours = names.map((name) => {
    const place = attributeNames.indexOf(name as SeatAttribute)
    return place === -1 ? 0 : 1 << place
  })
  if (ours.every((bit, place) => bit === 1 << place)) return (bits) => bits & 7
  return (bits) => ours.reduce((sum, bit, place) => (bits & (1 << place) ? sum | bit : sum), 0)
}

export function readColumns(source: HouseSource): Columns {
  const count = source.seats.length
  const out: Columns = {
    count,
    ids: new Float64Array(count),
    sections: new Uint16Array(count),
    rows: new Int32Array(count),
    columns: new Int32Array(count),
    rowLabels: new Array<string>(count),
    seatLabels: new Array<string>(count),
    grades: new Uint16Array(count),
    prices: new Float64Array(count),
    xs: new Float32Array(count),
    ys: new Float32Array(count),
    attributes: new Uint8Array(count),
    statuses: new Uint8Array(count),
  }
  const place = (name: string): number => source.fields.indexOf(name)
  const [id, section, row, column] = [place('seatId'), place('section'), place('seatRow'), place('seatCol')]
  const [rowLabel, seatLabel] = [place('rowLabel'), place('seatLabel')]
  const [grade, price, x, y] = [place('grade'), place('price'), place('x'), place('y')]
  const attributes = place('attributes')
  const ours = attributeBits(source.attributes)
  source.seats.forEach((seat, i) => {
    out.ids[i] = seat[id] as number
    out.sections[i] = seat[section] as number
    out.rows[i] = seat[row] as number
    out.columns[i] = seat[column] as number
    out.rowLabels[i] = String(seat[rowLabel] ?? '')
    out.seatLabels[i] = String(seat[seatLabel] ?? '')
    out.grades[i] = seat[grade] as number
    out.prices[i] = seat[price] as number
    out.xs[i] = seat[x] as number
    out.ys[i] = seat[y] as number
    out.attributes[i] = ours((seat[attributes] as number | undefined) ?? 0)
    out.statuses[i] = statusOfLetter(source.statuses[i])
  })
  return out
}

/** Whether two answers differ in nothing but the version and the statuses. */
export function isSameHouse(a: HouseSource, b: HouseSource): boolean {
  if (a.seats.length !== b.seats.length || a.status !== b.status || a.currency !== b.currency) return false
  const frame = ({ focalPoint, sections, sectionDetails, grades, attributes, fields }: HouseSource): string =>
    JSON.stringify([focalPoint, sections, sectionDetails, grades, attributes, fields])
  if (frame(a) !== frame(b)) return false
  return a.seats.every((seat, i) => {
    const other = b.seats[i]!
    return seat.length === other.length && seat.every((value, k) => value === other[k])
  })
}
