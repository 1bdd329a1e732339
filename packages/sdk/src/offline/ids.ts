/** Replaces ids throughout: for objects that the server has under another id than the journal. */
export class Ids {
  readonly #other = new Map<string, string>();

  /** @param there the id that the server has for what the journal calls `here` */
  add(here: string, there: string): void {
    if (here !== there) this.#other.set(here, there);
  }

  isOther(here: string): boolean {
    return this.#other.has(here);
  }

  of(here: string): string {
    return this.#other.get(here) ?? here;
  }

  /** The same value with the server's ids. An id is found wherever it stands, in the names of resources too. */
  in<T>(value: T): T {
    if (this.#other.size === 0) return value;
    const text = JSON.stringify(value);
    return JSON.parse(text.replace(UUID, (id) => this.of(id))) as T;
  }
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
