import type { ReactElement } from "react";
import { useLiveStatus } from "../../data/live/use-live.ts";
import { formatDuration } from "../../ui/format/duration.ts";
import { useNow } from "../../ui/now.ts";
import type { LiveStatus } from "../../data/live/status.ts";
import type { Tone } from "../../ui/states.ts";

/** Says how true the screen is; never green when it isn't. */
export function LiveIndicator(): ReactElement {
  const status = useLiveStatus();
  const now = useNow();
  const { tone, text, hint } = describe(status, now);
  return (
    <span
      role="status"
      title={hint}
      data-tone={tone}
      data-live={status.kind}
      className="flex items-center gap-2 rounded-full bg-tone-tint py-0.5 pr-2.5 pl-2 text-xs font-medium whitespace-nowrap text-tone-text"
    >
      <span className="relative grid size-2 place-items-center">
        {status.kind === "live" && (
          <span className="absolute size-3.5 animate-[breathe_3s_ease-in-out_infinite] rounded-full bg-tone opacity-25" />
        )}
        <span className="size-2 rounded-full bg-tone" />
      </span>
      {text}
    </span>
  );
}

function describe(status: LiveStatus, now: number): { tone: Tone; text: string; hint: string } {
  switch (status.kind) {
    case "live":
      return { tone: "ok", text: "Live", hint: "Connected: changes appear as they happen." };
    case "connecting":
      return { tone: "wait", text: "Connecting", hint: "Connecting to the server." };
    case "polling":
      return { tone: "wait", text: "Polling", hint: "This server has no live socket: it is asked every few seconds." };
    case "lost": {
      const age = formatDuration((now - status.since) / 1000, { ticking: true });
      return {
        tone: "late",
        text: "Reconnecting",
        hint: `Connection lost ${age} ago: what you see may be out of date.`,
      };
    }
  }
}
