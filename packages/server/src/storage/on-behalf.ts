import { onBehalf } from "../platform/actor.ts";
import type { Store } from "./store.ts";

/** The store, with transactions that know on whose behalf they run, however they are grouped and wherever they wait. */
export function onBehalfOfCallers(store: Store): Store {
  const write: Store["write"] = store.write.bind(store);
  store.write = (work) => write(onBehalf(work));
  return store;
}
