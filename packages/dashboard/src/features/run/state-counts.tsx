import type { StateType } from "@weir/contract";
import type { ReactElement } from "react";
import { stateLook } from "../../ui/states.ts";

/** How many of folded runs are in each state; whoever uses it says the states in words beside it. */
export const StateCounts = ({ of }: { readonly of: readonly (readonly [StateType, number])[] }): ReactElement => (
  <span className="flex shrink-0 gap-1 text-2xs font-medium">
    {of.map(([type, count]) => (
      <span
        key={type}
        data-tone={stateLook(type).tone}
        className="num rounded bg-tone-tint px-1 leading-4 text-tone-text"
      >
        {count}
      </span>
    ))}
  </span>
);
