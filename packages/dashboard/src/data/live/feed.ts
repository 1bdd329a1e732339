import type { LiveOp, LiveTopic } from "@weir/contract";
import type { QueryClient } from "@tanstack/react-query";
import { flowRunKeys } from "../flow-runs.ts";
import { live } from "./live.ts";
import { applyPatch, keysOf } from "./patches.ts";
import { setLiveStatus } from "./status.ts";

/** Counts can't be patched, only asked for again; at most this often (milliseconds). */
const COUNT_EVERY = 1500;

/** Lets the live socket feed the query cache. */
export function feed(client: QueryClient): void {
  const waiting = new Map<LiveTopic, LiveOp[]>();
  let flushing = false;
  let counting = false;

  live.start({
    patch(topic, ops) {
      waiting.set(topic, [...(waiting.get(topic) ?? []), ...ops]);
      flushSoon();
    },
    stale(topic) {
      for (const queryKey of keysOf(topic)) void client.invalidateQueries({ queryKey });
    },
    status(status) {
      setLiveStatus(status);
      // Queries look at the status when they decide how soon to ask again, which they do after an answer.
      if (status.kind !== "live") void client.invalidateQueries();
    },
  });

  /** Once per frame, so that a burst of patches paints once; a hidden tab has no frames. */
  function flushSoon(): void {
    if (flushing) return;
    flushing = true;
    if (document.hidden) setTimeout(flush, 250);
    else requestAnimationFrame(flush);
  }

  function flush(): void {
    flushing = false;
    for (const [topic, ops] of waiting) {
      // The answer under way may be older than the patch and would overwrite it: the patch waits for it.
      if (keysOf(topic).some((queryKey) => client.isFetching({ queryKey }) > 0)) continue;
      waiting.delete(topic);
      applyPatch(client, topic, ops);
      if (topic === "runs") countSoon();
    }
    if (waiting.size > 0) flushSoon();
  }

  function countSoon(): void {
    if (counting) return;
    counting = true;
    setTimeout(() => {
      counting = false;
      void client.invalidateQueries({ queryKey: flowRunKeys.counts });
    }, COUNT_EVERY);
  }
}
