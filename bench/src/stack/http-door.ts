/** A door of the stack with a key to it. */
export interface HttpDoor {
  /** @throws Error with the answer where it is not a 2xx */
  readonly send: <T = unknown>(method: 'GET' | 'POST' | 'PATCH', path: string, body?: object) => Promise<T>;
}

export function openDoor(address: string, key: string): HttpDoor {
  return {
    async send<T>(method: string, path: string, body?: object): Promise<T> {
      const response = await fetch(new URL(path, address), {
        method,
        headers: { authorization: `Bearer ${key}`, ...(body ? { 'content-type': 'application/json' } : {}) },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
      return (await response.json()) as T;
    },
  };
}
