/** Talks to the API as a program does: for what a journey needs to find in the house before it begins. */
export class Client {
  private readonly url: string
  private token: string | undefined

  constructor(url: string) {
    this.url = url
  }

  async signIn(account: { email: string; password: string }): Promise<void> {
    const { email, password } = account
    this.token = (await this.post<{ accessToken: string }>('/auth/login', { email, password })).accessToken
  }

  get<T>(path: string): Promise<T> {
    return this.call<T>('GET', path)
  }

  post<T>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<T> {
    return this.call<T>('POST', path, body, headers)
  }

  put<T>(path: string, body: unknown): Promise<T> {
    return this.call<T>('PUT', path, body)
  }

  private async call<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
    const answer = await fetch(this.url + path, {
      method,
      headers: {
        ...(this.token === undefined ? {} : { Authorization: `Bearer ${this.token}` }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 400)}`)
    return (text === '' ? undefined : JSON.parse(text)) as T
  }
}
