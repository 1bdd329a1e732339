import clsx from "clsx";
import type { ReactElement } from "react";
import { formatDuration } from "./format/duration.ts";
import { formatExact, formatMoment, formatRelative, toMillis } from "./format/time.ts";
import { useNow } from "./now.ts";

interface WhenProps {
  readonly at: string | null | undefined;
  /** `relative`: "7 min ago". `moment`: "17:44:59". Hovering shows the exact time with its zone, and UTC. */
  readonly as?: "relative" | "moment";
  readonly className?: string;
}

export function When({ at, as = "moment", className }: WhenProps): ReactElement | null {
  const now = useNow();
  const millis = toMillis(at);
  if (millis === undefined) return null;
  return (
    <time dateTime={at ?? undefined} title={formatExact(millis)} className={clsx("num", className)}>
      {as === "relative" ? formatRelative(millis, now) : formatMoment(millis, now)}
    </time>
  );
}

interface LastedProps {
  readonly from: string | null | undefined;
  /** Still growing without one, if `live`. */
  readonly to: string | null | undefined;
  readonly live: boolean;
  readonly className?: string;
}

/** How long something took, or has been taking. */
export function Lasted({ from, to, live, className }: LastedProps): ReactElement | null {
  const now = useNow();
  const start = toMillis(from);
  const end = toMillis(to);
  if (start === undefined || (end === undefined && !live)) return null;
  const ticking = end === undefined;
  return <span className={clsx("num", className)}>{formatDuration(((end ?? now) - start) / 1000, { ticking })}</span>;
}
