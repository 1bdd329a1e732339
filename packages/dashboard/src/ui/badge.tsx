import type { LucideIcon } from "lucide-react";
import type { ReactElement } from "react";
import type { Tone } from "./states.ts";

/** A word about how something is, with its icon on its tint. */
export function Badge({
  tone,
  icon: Icon,
  children,
}: {
  readonly tone: Tone;
  readonly icon: LucideIcon;
  readonly children: string;
}): ReactElement {
  return (
    <span
      data-tone={tone}
      className="inline-flex h-6 items-center gap-1.5 rounded-full bg-tone-tint pr-2.5 pl-1.5 font-medium whitespace-nowrap text-tone-text"
    >
      <Icon aria-hidden className="size-3.5 shrink-0 text-tone" strokeWidth={2.25} />
      {children}
    </span>
  );
}
