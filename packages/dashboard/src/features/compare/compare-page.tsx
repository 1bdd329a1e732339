import type { FlowRunResponse } from "@weir/contract";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ArrowLeftRight, GitCompareArrows, SearchX } from "lucide-react";
import type { ReactElement } from "react";
import type { CompareSearch } from "../../data/compare.ts";
import { flowRunQuery } from "../../data/flow-runs.ts";
import { recentRunsQuery } from "../../data/recent-runs.ts";
import { IconButton } from "../../ui/button.tsx";
import { Failure, Message } from "../../ui/message.tsx";
import { Nothing, Section } from "../../ui/section.tsx";
import { StateBadge } from "../../ui/state-badge.tsx";
import { ROW_LINK, Table } from "../../ui/table.tsx";
import { Lasted, When } from "../../ui/time.tsx";
import { useTitle } from "../../ui/title.ts";
import { Comparison } from "./comparison.tsx";

const route = getRouteApi("/runs/compare");

export function ComparePage(): ReactElement {
  const { a, b } = route.useSearch();
  useTitle("Compare runs");
  if (a === undefined)
    return (
      <Message icon={GitCompareArrows} title="Two runs, side by side">
        <p className="text-ink-2">
          Select two runs in{" "}
          <Link to="/runs" className="font-medium text-accent underline underline-offset-2">
            the list of runs
          </Link>{" "}
          and press Compare, or press Compare at a run.
        </p>
      </Message>
    );
  return b === undefined ? <Choice of={a} /> : <Both a={a} b={b} />;
}

/** Which run the first one is compared with: of the last ones of its flow. */
function Choice({ of }: { readonly of: string }): ReactElement {
  const run = useQuery(flowRunQuery(of));
  const { data } = useQuery(recentRunsQuery({ flows: run.data ? [run.data.flow_id] : [], limit: 50 }));
  if (run.error) return <Missing error={run.error} retry={() => void run.refetch()} />;
  const others = data?.rows.filter((other) => other.id !== of);
  return (
    <article className="h-full overflow-y-auto pb-10" aria-busy={!others}>
      <h1 className="px-6 pt-4 text-lg font-semibold tracking-tight max-sm:px-3">Compare {run.data?.name}</h1>
      <Section title="With which run of its flow?">
        {others?.length === 0 && <Nothing>There is no other run of this flow.</Nothing>}
        {others && others.length > 0 && (
          <Table
            label="Other runs of the flow"
            head={[
              { label: "Run" },
              { label: "State" },
              { label: "Started" },
              { label: "Took", className: "text-right" },
            ]}
            keys
          >
            {others.map((other) => (
              <tr key={other.id}>
                <td>
                  <Link data-row to="/runs/compare" search={olderFirst(run.data, other)} className={ROW_LINK}>
                    {other.name}
                  </Link>
                </td>
                <td>
                  <StateBadge type={other.state_type} name={other.state_name ?? null} />
                </td>
                <td>
                  <When at={other.start_time} as="relative" />
                </td>
                <td className="text-right">
                  <Lasted from={other.start_time} to={other.end_time} live />
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Section>
    </article>
  );
}

/** What changed since is told of the newer run. */
const olderFirst = (run: FlowRunResponse | undefined, other: FlowRunResponse): CompareSearch =>
  (run?.start_time ?? "") < (other.start_time ?? "") ? { a: run!.id, b: other.id } : { a: other.id, b: run!.id };

function Both({ a, b }: { readonly a: string; readonly b: string }): ReactElement {
  const first = useQuery(flowRunQuery(a));
  const second = useQuery(flowRunQuery(b));
  const navigate = route.useNavigate();
  const failed = [first, second].find(({ error }) => error);
  if (failed?.error) return <Missing error={failed.error} retry={() => void failed.refetch()} />;
  if (!first.data || !second.data) return <div aria-busy className="h-full" />;
  return (
    <Comparison
      a={first.data}
      b={second.data}
      swap={
        <IconButton label="Swap the two" onClick={() => void navigate({ search: { a: b, b: a }, replace: true })}>
          <ArrowLeftRight aria-hidden />
        </IconButton>
      }
    />
  );
}

function Missing({ error, retry }: { readonly error: Error; readonly retry: () => void }): ReactElement {
  if ("status" in error && error.status === 404)
    return (
      <Message icon={SearchX} title="One of the runs is not there">
        <p className="text-ink-2">It may have been deleted, or it ran on another server.</p>
      </Message>
    );
  return <Failure error={error} retry={retry} />;
}
