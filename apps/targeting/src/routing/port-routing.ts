import { parseDispatch, type Shipment } from '@watchpost/domain';

export interface RoutedPort {
  readonly port: string;
  /** Codes it handles; a trailing `*` matches by prefix. */
  readonly places: readonly string[];
}

/** Finds the port for a shipment, by what its declaration says of where it is going. */
export class PortRouting {
  readonly #exact = new Map<string, string>();
  /** Longest first. */
  readonly #prefixes: (readonly [prefix: string, port: string])[];

  /** @param ports of two that claim one place, the first gets it: give them in a fixed order */
  constructor(ports: readonly RoutedPort[]) {
    const claims = ports.flatMap(({ port, places }) => places.map((place) => [place, port] as const));
    for (const [place, port] of claims) if (!this.#exact.has(place)) this.#exact.set(place, port);
    this.#prefixes = claims
      .filter(([place]) => place.endsWith('*'))
      .map(([place, port]) => [place.slice(0, -1), port] as const)
      .toSorted(([a], [b]) => b.length - a.length);
  }

  /** Place by place, first exactly, then by the longest prefix. A country (two letters) is taken only where a port says so exactly. */
  portOf(places: readonly string[]): string | null {
    for (const place of places) {
      const port = this.#exact.get(place) ?? this.#byPrefix(place);
      if (port !== undefined) return port;
    }
    return null;
  }

  #byPrefix(place: string): string | undefined {
    if (place.length < 3) return undefined;
    return this.#prefixes.find(([prefix]) => place.startsWith(prefix))?.[1];
  }
}

/**
 * Where a shipment says that it is going, the surest first: the office of first arrival, the office its receptacle or dispatch is addressed to
 * (S9 and S8 carry both offices), the country of destination.
 */
export function placesOf(shipment: Shipment): readonly string[] {
  const addressed = [shipment.receptacle?.slice(0, 20), shipment.dispatch].map((text) =>
    typeof text === 'string' ? parseDispatch(text)?.destination.code : undefined,
  );
  const places = [shipment.portOfArrival, ...addressed, shipment.destination];
  const codes = places.filter((place) => typeof place === 'string').map((place) => place.trim().toUpperCase());
  return [...new Set(codes.filter((place) => place !== ''))];
}
