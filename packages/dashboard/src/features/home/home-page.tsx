import type { Overview, StateType } from "@weir/contract";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { House } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { useLiveTopics } from "../../data/live/use-live.ts";
import { overviewQuery } from "../../data/overview.ts";
import type { RunsSearch } from "../../data/runs-search.ts";
import { Failure } from "../../ui/message.tsx";
import { Nothing, Section } from "../../ui/section.tsx";
import { StateIcon } from "../../ui/state-badge.tsx";
import { stateLook } from "../../ui/states.ts";
import { useTitle } from "../../ui/title.ts";
import { FirstRun } from "../runs/first-run.tsx";
import { Histogram } from "../runs/histogram.tsx";
import { RunList } from "../runs/run-list.tsx";
import { Attention } from "./attention.tsx";
import { Pools } from "./pools.tsx";

const LAST_DAY: RunsSearch = { since: "1d" };

export function HomePage(): ReactElement {
  useTitle("Home");
  useLiveTopics(["runs"]);
  const { data, error, refetch } = useQuery(overviewQuery);
  if (!data)
    return error ? <Failure error={error} retry={() => void refetch()} /> : <div aria-busy className="h-full" />;
  return isEmpty(data) ? (
    <FirstRun icon={House} title="Welcome to Weir">
      This page will say what is going on and what needs you. Save this and run it:
    </FirstRun>
  ) : (
    <Home overview={data} />
  );
}

const isEmpty = ({ runs, pools, upcoming, failing }: Overview): boolean =>
  Object.values(runs).every((count) => count === 0) && pools.length + upcoming.length + failing.length === 0;

function Home({ overview }: { readonly overview: Overview }): ReactElement {
  const navigate = useNavigate();
  return (
    <section className="h-full overflow-y-auto pb-8 -outline-offset-2" aria-labelledby="page-title" tabIndex={0}>
      <h1 id="page-title" className="sr-only">
        Home
      </h1>
      <Numbers runs={overview.runs} />
      <div className="px-6 pt-4 max-sm:px-3">
        <Histogram
          search={LAST_DAY}
          onSpan={(from, to) =>
            void navigate({
              to: "/runs",
              search: { since: new Date(from).toISOString(), until: new Date(to).toISOString() },
            })
          }
        />
      </div>
      <div className="grid grid-cols-[minmax(0,3fr)_minmax(0,2fr)] items-start max-lg:grid-cols-1">
        <Section title="Needs attention">
          <Attention overview={overview} />
        </Section>
        <div>
          <Section title="Work pools">
            <Framed>
              <Pools pools={overview.pools} />
            </Framed>
          </Section>
          <Section title="Next runs">
            {overview.upcoming.length > 0 ? (
              <Framed>
                <RunList rows={overview.upcoming} label="Next runs" />
              </Framed>
            ) : (
              <Nothing>No run is planned.</Nothing>
            )}
          </Section>
        </div>
      </div>
    </section>
  );
}

/** Lists are made to go from edge to edge; beside others each needs an edge of its own. */
const Framed = ({ children }: { readonly children: ReactNode }): ReactElement => (
  <div className="mx-6 overflow-hidden rounded-xl border bg-panel max-sm:mx-3">{children}</div>
);

interface Number {
  readonly label: string;
  readonly of: keyof Overview["runs"];
  /** The list that the number counts. */
  readonly list: RunsSearch;
  readonly state: readonly [type: StateType, name?: string];
}

const NUMBERS: readonly Number[] = [
  { label: "Running", of: "running", list: { state: ["RUNNING"] }, state: ["RUNNING"] },
  { label: "Pending", of: "pending", list: { state: ["PENDING"] }, state: ["PENDING"] },
  { label: "Late", of: "late", list: { q: "state:late" }, state: ["SCHEDULED", "Late"] },
  { label: "Paused", of: "paused", list: { state: ["PAUSED"] }, state: ["PAUSED"] },
  {
    label: "Failed in the last day",
    of: "failed",
    list: { state: ["FAILED", "CRASHED"], since: "1d" },
    state: ["FAILED"],
  },
  {
    label: "Completed in the last day",
    of: "completed",
    list: { state: ["COMPLETED"], since: "1d" },
    state: ["COMPLETED"],
  },
];

function Numbers({ runs }: { readonly runs: Overview["runs"] }): ReactElement {
  return (
    <ul
      aria-label="Runs now"
      className="grid grid-cols-6 gap-3 px-6 pt-4 max-lg:grid-cols-3 max-sm:grid-cols-2 max-sm:gap-2 max-sm:px-3"
    >
      {NUMBERS.map(({ label, of, list, state: [type, name] }) => (
        <li key={of} data-tone={stateLook(type, name).tone}>
          <Link
            to="/runs"
            search={list}
            className="flex h-full flex-col gap-0.5 rounded-xl border bg-panel px-4 py-3 shadow-card transition-colors hover:border-line-strong"
          >
            <span className="num text-2xl font-semibold tracking-tight">{runs[of].toLocaleString()}</span>
            <span className="flex items-center gap-1.5 text-xs text-ink-2">
              {/* What is not there needs no colour. */}
              {runs[of] > 0 && <StateIcon type={type} name={name ?? null} className="size-3.5" />}
              {label}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
