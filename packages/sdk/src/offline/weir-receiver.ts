/** Uploads to a Weir server: everything keeps its ids and times. */
import { Invalid, TooLarge } from "@weir/client";
import type { ImportBatch, ImportResult } from "@weir/contract";
import { Ids } from "./ids.ts";
import type { Receiver, Send } from "./upload.ts";

/** Characters of a request. */
const LIMIT = 4_000_000;

type List = keyof ImportBatch;

export class WeirReceiver implements Receiver {
  readonly #send: Send;
  readonly #refused: string[];
  readonly #ids = new Ids();

  /** @param refused takes what the server does not */
  constructor(send: Send, refused: string[]) {
    this.#send = send;
    this.#refused = refused;
  }

  async take(batch: ImportBatch): Promise<void> {
    for (const [list, items] of Object.entries(batch)) {
      const known = list === "events" ? (items as { event: string }[]).filter((event) => !this.#isOld(event)) : items;
      await this.#put(list as List, this.#ids.in(known));
    }
  }

  /** Something that is refused harms nothing else: a list is halved until it stands alone. */
  async #put(list: List, items: readonly unknown[]): Promise<void> {
    if (items.length === 0) return;
    const body = { [list]: items };
    if (items.length > 1 && JSON.stringify(body).length > LIMIT) return this.#halves(list, items);
    try {
      const answer = await this.#send({ method: "POST", path: "/weir/import", body });
      for (const [here, there] of Object.entries((answer.body as ImportResult).flows)) this.#ids.add(here, there);
    } catch (error) {
      if (!(error instanceof Invalid || error instanceof TooLarge)) throw error;
      if (items.length > 1) return this.#halves(list, items);
      this.#refused.push(error.message);
    }
  }

  async #halves(list: List, items: readonly unknown[]): Promise<void> {
    const middle = items.length >> 1;
    await this.#put(list, items.slice(0, middle));
    await this.#put(list, items.slice(middle));
  }

  /** Tells of the making of a flow that the server had already. */
  #isOld({ event, resource }: { event: string; resource?: Readonly<Record<string, string>> }): boolean {
    const id = resource?.["prefect.resource.id"]?.replace("prefect.flow.", "");
    return event === "prefect.flow.created" && id !== undefined && this.#ids.isOther(id);
  }
}
