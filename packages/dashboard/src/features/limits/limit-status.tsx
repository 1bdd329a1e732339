import type { GlobalConcurrencyLimitResponse } from "@weir/contract";
import { CircleCheck, CircleSlash, Gauge } from "lucide-react";
import type { ReactElement } from "react";
import { Badge } from "../../ui/badge.tsx";

type Limit = GlobalConcurrencyLimitResponse;

export function LimitStatus({ limit: { active, active_slots, limit } }: { readonly limit: Limit }): ReactElement {
  if (active === false)
    return (
      <Badge tone="off" icon={CircleSlash}>
        Not in force
      </Badge>
    );
  return active_slots >= limit ? (
    <Badge tone="hold" icon={Gauge}>
      Full
    </Badge>
  ) : (
    <Badge tone="ok" icon={CircleCheck}>
      Free
    </Badge>
  );
}

/** Slots taken of all, as a bar and in numbers. */
export function SlotBar({ limit: { active_slots: taken, limit } }: { readonly limit: Limit }): ReactElement {
  const share = limit === 0 ? 1 : Math.min(1, taken / limit);
  return (
    <span className="flex items-center gap-3" data-tone={share >= 1 ? "hold" : "run"}>
      <span aria-hidden className="h-2 w-32 shrink-0 overflow-hidden rounded-full bg-sunken max-sm:w-16">
        <span className="block h-full rounded-full bg-tone" style={{ width: `${share * 100}%` }} />
      </span>
      <span className="num">
        {taken} of {limit}
      </span>
    </span>
  );
}
