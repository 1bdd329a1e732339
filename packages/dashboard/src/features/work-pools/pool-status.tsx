import { CircleCheck, CircleDashed, CirclePause } from "lucide-react";
import type { ReactElement } from "react";
import { Badge } from "../../ui/badge.tsx";

interface PoolStatusProps {
  readonly paused: boolean | undefined;
  readonly status: "READY" | "NOT_READY" | "PAUSED" | null | undefined;
}

/** Of a pool or a queue: ready means that a worker has asked it for work lately. */
export function PoolStatus({ paused, status }: PoolStatusProps): ReactElement {
  if (paused || status === "PAUSED")
    return (
      <Badge tone="hold" icon={CirclePause}>
        Paused
      </Badge>
    );
  return status === "READY" ? (
    <Badge tone="ok" icon={CircleCheck}>
      Ready
    </Badge>
  ) : (
    <Badge tone="wait" icon={CircleDashed}>
      Not ready
    </Badge>
  );
}

interface SlotsProps {
  readonly used: number | null | undefined;
  readonly limit: number | null | undefined;
}

/** How many runs are at work of how many may be. */
export function Slots({ used, limit }: SlotsProps): ReactElement {
  return <span className="num">{limit == null ? `${used ?? 0}, no limit` : `${used ?? 0} of ${limit}`}</span>;
}
