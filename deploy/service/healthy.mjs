/** The health check of a service's container: 0 where `/readyz` is well. */
const address = `http://127.0.0.1:${process.env.HTTP_PORT ?? 8080}/readyz`;
const answer = await fetch(address, { signal: AbortSignal.timeout(3_000) }).catch(() => null);
process.exit(answer?.ok ? 0 : 1);
