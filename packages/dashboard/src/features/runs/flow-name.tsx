import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import type { ReactElement } from "react";
import { flowQuery } from "../../data/flows.ts";

/** A flow's name; takes no more room while it is being read. */
export function FlowName({ id, className }: { readonly id: string; readonly className?: string }): ReactElement {
  const { data } = useQuery(flowQuery(id));
  return <span className={clsx("truncate", className)}>{data?.name ?? "\u00a0"}</span>;
}
