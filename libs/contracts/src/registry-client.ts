/** How a registry is reached. */
export interface RegistryAccess {
  /** Root of its Confluent-compatible API, for example `http://host:8081` or `http://host:8080/apis/ccompat/v7`. */
  readonly url: string;
  readonly auth?: { readonly username: string; readonly password: string } | { readonly bearer: string } | undefined;
  /** Milliseconds to wait for one answer; 10,000 unless said. */
  readonly timeoutMs?: number | undefined;
}

/** The registry cannot be reached or is not well. What it asks for is patience. */
export class RegistryUnavailableError extends Error {
  readonly transient = true;
  override readonly name = 'RegistryUnavailableError';
}

/** The registry understood and said no: wrong credentials, an incompatible schema. */
export class RegistryRefusedError extends Error {
  override readonly name = 'RegistryRefusedError';
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const CONTENT_TYPE = 'application/vnd.schemaregistry.v1+json';
const SCHEMA_NOT_FOUND = new Set([40401, 40402, 40403]);

interface RegistryAnswer {
  readonly status: number;
  readonly body: {
    readonly id?: number;
    readonly schema?: string;
    readonly error_code?: number;
    readonly message?: string;
  };
}

/** The few calls of a Confluent-compatible registry that writing and reading values need. */
export class RegistryClient {
  readonly #access: RegistryAccess;
  readonly #base: string;

  constructor(access: RegistryAccess) {
    this.#access = access;
    this.#base = access.url.replace(/\/+$/, '');
  }

  /** Looks the schema up under the subject and registers it where it is not there. Answers its id. */
  async register(subject: string, schema: string): Promise<number> {
    const path = `/subjects/${encodeURIComponent(subject)}`;
    const found = await this.#call('POST', path, { schema });
    if (found.body.id !== undefined) return found.body.id;
    const registered = await this.#call('POST', `${path}/versions`, { schema });
    if (registered.body.id !== undefined) return registered.body.id;
    // Services that start together register the same schemas; a registry may refuse all but the first.
    const meanwhile = await this.#call('POST', path, { schema });
    if (meanwhile.body.id !== undefined) return meanwhile.body.id;
    throw new RegistryRefusedError(
      registered.status,
      `The schema registry does not take the schema of ${subject}: ${registered.body.message ?? `status ${registered.status}`}`,
    );
  }

  /** @returns null where the registry has no schema of this id */
  async schemaById(id: number): Promise<string | null> {
    const { body, status } = await this.#call('GET', `/schemas/ids/${id}`);
    if (body.schema !== undefined) return body.schema;
    if (status === 404) return null;
    throw new RegistryRefusedError(status, `The schema registry does not give schema ${id}: ${body.message ?? status}`);
  }

  async #call(method: 'GET' | 'POST', path: string, body?: object): Promise<RegistryAnswer> {
    const answer = await this.#fetch(method, path, body);
    if (answer.status >= 500 || answer.status === 429) {
      throw new RegistryUnavailableError(`The schema registry at ${this.#base} answers ${answer.status}`);
    }
    if (answer.status === 401 || answer.status === 403) {
      throw new RegistryRefusedError(
        answer.status,
        `The schema registry at ${this.#base} refuses the credentials (${answer.status}); check SCHEMA_REGISTRY_USERNAME and SCHEMA_REGISTRY_PASSWORD`,
      );
    }
    const parsed = (await answer.json().catch(() => ({}))) as RegistryAnswer['body'];
    const absent = parsed.error_code !== undefined && SCHEMA_NOT_FOUND.has(parsed.error_code);
    return { status: absent ? 404 : answer.status, body: parsed };
  }

  async #fetch(method: 'GET' | 'POST', path: string, body?: object): Promise<Response> {
    try {
      return await fetch(`${this.#base}${path}`, {
        method,
        headers: { accept: CONTENT_TYPE, 'content-type': CONTENT_TYPE, ...this.#authorization() },
        signal: AbortSignal.timeout(this.#access.timeoutMs ?? 10_000),
        ...(body && { body: JSON.stringify(body) }),
      });
    } catch (error) {
      throw new RegistryUnavailableError(`The schema registry at ${this.#base} cannot be reached`, { cause: error });
    }
  }

  #authorization(): Record<string, string> {
    const { auth } = this.#access;
    if (!auth) return {};
    if ('bearer' in auth) return { authorization: `Bearer ${auth.bearer}` };
    return { authorization: `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}` };
  }
}
