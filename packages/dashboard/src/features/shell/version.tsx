import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import type { ReactElement } from "react";
import { serverQuery } from "../../data/server.ts";

/** Which server this is; empty, but of the same height, until it has said so. */
export function Version({ className }: { readonly className?: string }): ReactElement {
  const { data } = useQuery(serverQuery);
  return (
    <span title={data && `${data.name} ${data.version}`} className={clsx("num min-h-4 text-2xs text-ink-3", className)}>
      {data && `v${data.version}`}
    </span>
  );
}
