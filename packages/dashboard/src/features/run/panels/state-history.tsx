import type { State } from "@weir/contract";
import { isFinalType } from "@weir/contract/states";
import type { ReactElement } from "react";
import { StateIcon } from "../../../ui/state-badge.tsx";
import { stateLabel, stateLook } from "../../../ui/states.ts";
import { Lasted, When } from "../../../ui/time.tsx";

/** Every state in order: when, what, for how long, and what was said about it. */
export function StateHistory({ states }: { readonly states: readonly State[] }): ReactElement {
  return (
    <ol className="px-4 py-3">
      {states.map((state, index) => {
        const next = states[index + 1];
        const last = next === undefined;
        return (
          <li
            key={state.id}
            data-tone={stateLook(state.type, state.name).tone}
            className="grid grid-cols-[1.25rem_minmax(0,1fr)_auto_auto] items-baseline gap-x-3 gap-y-0.5"
          >
            <span className="row-span-2 flex flex-col items-center self-stretch">
              <StateIcon type={state.type} name={state.name} className={last ? "mt-0.5" : "mt-0.5 animate-none"} />
              {!last && <span aria-hidden className="my-1 w-px flex-1 bg-line-strong" />}
            </span>
            <span className="font-medium text-tone-text">{stateLabel(state.type, state.name)}</span>
            <span className="w-20 text-right text-xs text-ink-2">
              {!(last && isFinalType(state.type)) && <Lasted from={state.timestamp} to={next?.timestamp} live={last} />}
            </span>
            <When at={state.timestamp} className="text-xs text-ink-3" />
            <p className="col-span-3 min-h-2 pb-2.5 text-xs break-words whitespace-pre-wrap text-ink-2">
              {state.message}
            </p>
          </li>
        );
      })}
    </ol>
  );
}
