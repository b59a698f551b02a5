import { GenericContainer } from 'testcontainers';

const LOOPBACK = '127.0.0.1';

/** A container whose ports only this machine reaches, where the engine runs on this machine. */
export class LoopbackContainer extends GenericContainer {
  /** Call it after the ports have been named. @param host where the engine publishes ports, as testcontainers found it */
  reachedBy(host: string): this {
    if (addressOf(host) !== LOOPBACK) return this;
    const bindings = this.hostConfig.PortBindings as Record<string, { HostPort: string }[]>;
    this.hostConfig.PortBindings = Object.fromEntries(
      Object.entries(bindings).map(([port, wishes]) => [port, wishes.map((wish) => ({ ...wish, HostIp: LOOPBACK }))]),
    );
    return this;
  }
}

/** `localhost` may mean an address of IPv6 first, where nothing listens. */
export const addressOf = (host: string): string => (host === 'localhost' ? LOOPBACK : host);
