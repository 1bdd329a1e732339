import type { StateType } from "@weir/contract";
import clsx from "clsx";
import type { ReactElement } from "react";
import { stateLabel, stateLook } from "./states.ts";

interface StateProps {
  readonly type: StateType | null | undefined;
  readonly name?: string | null | undefined;
  readonly className?: string;
}

/** The icon alone; whoever uses it says the state in words beside it. */
export function StateIcon({ type, name, className }: StateProps): ReactElement {
  const { tone, icon: Icon } = stateLook(type, name);
  return (
    <Icon
      aria-hidden
      data-tone={tone}
      className={clsx(
        "size-4 shrink-0 text-tone",
        type === "RUNNING" && "animate-spin [animation-duration:2.4s]",
        className,
      )}
      strokeWidth={2.25}
    />
  );
}

/** Icon and name on the state's tint. */
export function StateBadge({ type, name, className }: StateProps): ReactElement {
  return (
    <span
      data-tone={stateLook(type, name).tone}
      className={clsx(
        "inline-flex h-6 items-center gap-1.5 rounded-full bg-tone-tint pr-2.5 pl-1.5 font-medium whitespace-nowrap text-tone-text",
        className,
      )}
    >
      <StateIcon type={type} name={name ?? null} className="size-3.5" />
      {stateLabel(type, name)}
    </span>
  );
}
