import type { CacheDecision } from "@weir/contract";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { cacheDecisionQuery } from "../../data/cache.ts";
import { LINK } from "../../ui/facts.tsx";
import { Section } from "../../ui/section.tsx";

/** Where the result of a cached task came from, or why it was made anew. */
export function Cached({ taskRunId }: { readonly taskRunId: string }): ReactElement | null {
  const { data } = useQuery(cacheDecisionQuery(taskRunId));
  if (!data) return null;
  return (
    <Section title="Cache">
      <p className="px-6 text-ink-2 max-sm:px-3">
        <span className="font-medium text-ink">{data.outcome === "hit" ? "Hit" : "Miss"}</span>: {textOf(data)}
        {data.nearest && (
          <>
            {" "}
            <Link to="/task-runs/$id" params={{ id: data.nearest.task_run_id }} className={LINK}>
              {data.outcome === "hit" ? "The run that made it" : "The run that made that one"}
            </Link>
          </>
        )}
      </p>
    </Section>
  );
}

const textOf = ({ outcome, message }: CacheDecision): string =>
  outcome === "hit" ? "the result is that of an earlier run." : `${message}.`;
