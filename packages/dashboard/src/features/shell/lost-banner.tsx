import { useQueryClient } from "@tanstack/react-query";
import { WifiOff } from "lucide-react";
import type { ReactElement } from "react";
import { live } from "../../data/live/live.ts";
import { useLiveStatus } from "../../data/live/use-live.ts";
import { formatDuration } from "../../ui/format/duration.ts";
import { useNow } from "../../ui/now.ts";

/** Shorter losses than this mend themselves unseen (milliseconds). */
const GRACE = 1500;

/** Says that what is on the page is old, how old, and that it will be made good. */
export function LostBanner(): ReactElement | null {
  const status = useLiveStatus();
  const now = useNow();
  const client = useQueryClient();
  if (status.kind !== "lost" || now - status.since < GRACE) return null;
  return (
    <div
      role="alert"
      data-tone="late"
      // Over the page, so that nothing in it moves.
      className="absolute inset-x-0 top-3 z-40 mx-auto flex w-fit max-w-[calc(100%-1.5rem)] items-center gap-3 rounded-full border border-tone bg-tone-tint py-1 pr-1.5 pl-3.5 text-tone-text shadow-float"
    >
      <WifiOff aria-hidden className="size-4 shrink-0" />
      <span className="min-w-0">
        The server cannot be reached. This is how things were{" "}
        <span className="num" aria-hidden>
          {formatDuration((now - status.since) / 1000, { ticking: true })} ago
        </span>
        ; what is missed is caught up with.
      </span>
      <button
        type="button"
        className="h-7 shrink-0 rounded-full border border-tone px-3 font-medium hover:bg-panel"
        onClick={() => {
          live.retry();
          void client.invalidateQueries();
        }}
      >
        Try now
      </button>
    </div>
  );
}
