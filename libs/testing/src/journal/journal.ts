/** What a sender was promised, kept apart from the system under test: the lines of every manifest that was accepted. */
export class Journal {
  readonly #lines = new Map<string, number>();

  /** @param lines how many lines the manifest has, numbered from 1 */
  accepted(manifestId: string, lines: number): void {
    const known = this.#lines.get(manifestId);
    if (known !== undefined && known !== lines) {
      throw new Error(`manifest ${manifestId} was accepted with ${known} lines before, and now with ${lines}`);
    }
    this.#lines.set(manifestId, lines);
  }

  get manifests(): readonly string[] {
    return [...this.#lines.keys()];
  }

  linesOf(manifestId: string): number {
    return this.#lines.get(manifestId) ?? 0;
  }
}
