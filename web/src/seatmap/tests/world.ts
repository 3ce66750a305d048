/** A browser for tests: time passes when it is told to, lines say what they are told to say. */
import type { EventLine, World } from '../live/seat-stream'

export class FakeLine implements EventLine {
  readyState = 0
  onopen: ((event: Event) => void) | null = null
  onerror: ((event: Event) => void) | null = null
  isClosed = false
  private readonly listeners = new Map<string, ((event: MessageEvent<string>) => void)[]>()

  constructor(readonly address: string) {}

  get version(): number {
    return Number(new URL(this.address, 'http://house').searchParams.get('version'))
  }

  addEventListener(name: string, listener: (event: MessageEvent<string>) => void): void {
    this.listeners.set(name, [...(this.listeners.get(name) ?? []), listener])
  }

  close(): void {
    this.isClosed = true
    this.readyState = 2
  }

  opens(): void {
    this.readyState = 1
    this.onopen?.(new Event('open'))
  }

  says(name: 'version' | 'seats' | 'reset', data: unknown): void {
    const text = typeof data === 'string' ? data : JSON.stringify(data)
    for (const listener of this.listeners.get(name) ?? []) listener(new MessageEvent(name, { data: text }))
  }

  seats(version: number, changes: Record<number, string>): void {
    this.says('seats', { version, changes: Object.entries(changes).map(([id, status]) => ({ seatId: Number(id), status })) })
  }

  /** The connection breaks; the browser comes back by itself. */
  breaks(): void {
    this.readyState = 0
    this.onerror?.(new Event('error'))
  }

  /** The server refuses: the browser gives up. */
  refused(): void {
    this.readyState = 2
    this.onerror?.(new Event('error'))
  }
}

interface Task {
  at: number
  run: () => void
}

export class FakeWorld implements World {
  readonly lines: FakeLine[] = []
  now = 0
  isLooking = true
  private tasks: Task[] = []
  private readonly visible = new Set<() => void>()
  private readonly online = new Set<() => void>()

  get line(): FakeLine {
    const line = this.lines[this.lines.length - 1]
    if (!line) throw new Error('nothing is connected')
    return line
  }

  open(address: string): FakeLine {
    const line = new FakeLine(address)
    this.lines.push(line)
    return line
  }

  after(milliseconds: number, run: () => void): () => void {
    const task = { at: this.now + milliseconds, run }
    this.tasks.push(task)
    return () => {
      this.tasks = this.tasks.filter((other) => other !== task)
    }
  }

  /** Lets time pass, each task at its moment. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.now + milliseconds
    for (;;) {
      const due = this.tasks.filter((task) => task.at <= end).sort((a, b) => a.at - b.at)[0]
      if (!due) break
      this.now = due.at
      this.tasks = this.tasks.filter((task) => task !== due)
      due.run()
      await settled()
    }
    this.now = end
  }

  isVisible(): boolean {
    return this.isLooking
  }

  onVisible(listener: () => void): () => void {
    this.visible.add(listener)
    return () => this.visible.delete(listener)
  }

  onOnline(listener: () => void): () => void {
    this.online.add(listener)
    return () => this.online.delete(listener)
  }

  looks(isLooking: boolean): void {
    this.isLooking = isLooking
    for (const listener of this.visible) listener()
  }

  comesOnline(): void {
    for (const listener of this.online) listener()
  }

  random(): number {
    return 0.5
  }
}

/** Every promise that could be kept has been. */
export async function settled(): Promise<void> {
  for (let k = 0; k < 8; k++) await Promise.resolve()
}
