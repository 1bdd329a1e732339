import type { FlowRunResponse } from "@weir/contract";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactElement, type ReactNode, useMemo } from "react";
import { errorLinesQuery } from "../../data/compare.ts";
import { runTreeQuery } from "../../data/run-tree.ts";
import { formatDuration } from "../../ui/format/duration.ts";
import { Json } from "../../ui/json.tsx";
import { Nothing, Section } from "../../ui/section.tsx";
import { StateBadge, StateIcon } from "../../ui/state-badge.tsx";
import { stateLabel, stateLook } from "../../ui/states.ts";
import { Table } from "../../ui/table.tsx";
import { Lasted, When } from "../../ui/time.tsx";
import { FlowName } from "../runs/flow-name.tsx";
import {
  compareStory,
  type Difference,
  differences,
  pairTasks,
  settingsOf,
  type Side,
  type TaskPair,
} from "./compare.ts";

interface ComparisonProps {
  readonly a: FlowRunResponse;
  readonly b: FlowRunResponse;
  readonly swap: ReactNode;
}

export function Comparison({ a, b, swap }: ComparisonProps): ReactElement {
  const { data: treeA } = useQuery(runTreeQuery(a.id));
  const { data: treeB } = useQuery(runTreeQuery(b.id));
  const pairs = useMemo(() => (treeA && treeB ? pairTasks(treeA, treeB) : undefined), [treeA, treeB]);
  return (
    <article className="h-full overflow-y-auto pb-10">
      <header className="flex flex-col gap-3 border-b bg-panel px-6 pt-4 pb-4 max-sm:px-3">
        <div className="flex items-center gap-3">
          <h1 className="text-lg font-semibold tracking-tight">Compare runs</h1>
          {swap}
        </div>
        <div className="grid grid-cols-2 gap-3 max-sm:grid-cols-1">
          <RunCard mark="A" run={a} />
          <RunCard mark="B" run={b} />
        </div>
        <p className="min-h-5 text-ink-2">{pairs && compareStory(a, b, pairs)}</p>
      </header>
      <Differing title="Parameters" all={differences(a.parameters ?? {}, b.parameters ?? {})} />
      <Differing title="Versions and settings" all={differences(settingsOf(a), settingsOf(b))} />
      <Section
        title="Tasks"
        more={pairs && `${pairs.filter(({ differs }) => differs).length} of ${pairs.length} differ`}
      >
        {pairs && <Tasks pairs={pairs} />}
      </Section>
      <Errors a={a.id} b={b.id} />
    </article>
  );
}

function RunCard({ mark, run }: { readonly mark: string; readonly run: FlowRunResponse }): ReactElement {
  return (
    <div className="flex min-w-0 flex-col gap-1 rounded-xl border bg-canvas px-3 py-2.5">
      <p className="flex min-w-0 flex-wrap items-center gap-2">
        <span className="grid size-5 place-items-center rounded bg-sunken text-2xs font-semibold text-ink-2 ring-1 ring-line">
          {mark}
        </span>
        <Link to="/runs/$id" params={{ id: run.id }} className="truncate font-semibold hover:underline">
          {run.name}
        </Link>
        <StateBadge type={run.state_type} name={run.state_name ?? null} />
      </p>
      <p className="text-xs text-ink-2">
        <FlowName id={run.flow_id} className="font-medium text-ink" />, started <When at={run.start_time} />, took{" "}
        <Lasted from={run.start_time} to={run.end_time} live />
      </p>
    </div>
  );
}

function Differing({ title, all }: { readonly title: string; readonly all: readonly Difference[] }): ReactElement {
  return (
    <Section title={title}>
      {all.length === 0 ? (
        <Nothing>They are the same.</Nothing>
      ) : (
        <Table label={title} head={[{ label: "Name", className: "w-48" }, { label: "A" }, { label: "B" }]}>
          {all.map(({ name, a, b }) => (
            <tr key={name}>
              <th
                scope="row"
                className="px-3 py-2 pl-6 text-left align-top font-mono text-xs font-normal text-ink-2 max-sm:pl-3"
              >
                {name}
              </th>
              <Value of={a} />
              <Value of={b} />
            </tr>
          ))}
        </Table>
      )}
    </Section>
  );
}

const Value = ({ of }: { readonly of: unknown }): ReactElement => (
  <td className="align-top">
    {of === undefined ? <span className="text-ink-3">not given</span> : <Json value={of} />}
  </td>
);

function Tasks({ pairs }: { readonly pairs: readonly TaskPair[] }): ReactElement {
  if (pairs.length === 0) return <Nothing>Neither of them called a task.</Nothing>;
  const most = Math.max(...pairs.map(({ delta = 0 }) => Math.abs(delta)), 0.001);
  return (
    <Table
      label="Tasks of both runs"
      head={[
        { label: "Task" },
        { label: "A" },
        { label: "B" },
        { label: "Longer in A, or in B", className: "w-56 max-sm:hidden" },
        { label: "B to A", className: "w-24 text-right" },
      ]}
    >
      {pairs.map((pair) => (
        <tr key={pair.key} className={pair.differs ? "bg-selected" : ""}>
          <th scope="row" className="px-3 py-2 pl-6 text-left font-medium max-sm:pl-3">
            {pair.label}
          </th>
          <SideCell side={pair.a} />
          <SideCell side={pair.b} />
          <td className="max-sm:hidden">
            {Math.abs(pair.delta ?? 0) >= LEAST && pair.delta !== undefined && <DeltaBar share={pair.delta / most} />}
          </td>
          <td className="num text-right">{pair.delta !== undefined && signed(pair.delta)}</td>
        </tr>
      ))}
    </Table>
  );
}

function SideCell({ side }: { readonly side: Side | undefined }): ReactElement {
  if (!side) return <td className="text-ink-3">not called</td>;
  return (
    <td>
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
        {side.size === 1 ? (
          <span className="flex items-center gap-1.5">
            <StateIcon type={side.bar.type} name={side.bar.name} className="size-3.5" />
            {stateLabel(side.bar.type, side.bar.name)}
          </span>
        ) : (
          side.counts.map(([type, count]) => (
            <span
              key={type}
              data-tone={stateLook(type).tone}
              className="num rounded bg-tone-tint px-1.5 text-2xs leading-5 font-medium text-tone-text"
            >
              {count} {stateLabel(type).toLowerCase()}
            </span>
          ))
        )}
        {side.seconds !== undefined && <span className="num text-ink-2">{formatDuration(side.seconds)}</span>}
      </span>
    </td>
  );
}

/** To the left what took longer in A, to the right what took longer in B. */
const DeltaBar = ({ share }: { readonly share: number }): ReactElement => (
  <span aria-hidden className="relative block h-3 border-x border-line">
    <span className="absolute inset-y-0 left-1/2 border-l border-line-strong" />
    <span
      data-tone={share > 0 ? "late" : "ok"}
      className="absolute inset-y-0.5 rounded-sm bg-tone"
      style={
        share > 0
          ? { left: "50%", width: `${Math.max(1, share * 50)}%` }
          : { right: "50%", width: `${Math.max(1, -share * 50)}%` }
      }
    />
  </span>
);

/** Half a millisecond and less is nobody's doing. */
const LEAST = 0.0005;

const signed = (seconds: number): string =>
  Math.abs(seconds) < LEAST ? "same" : `${seconds > 0 ? "+" : "−"}${formatDuration(Math.abs(seconds))}`;

/** Messages of errors that one of them logged and the other did not. */
function Errors({ a, b }: { readonly a: string; readonly b: string }): ReactElement {
  const { data } = useQuery(errorLinesQuery(a, b));
  const of = (id: string): ReadonlySet<string> =>
    new Set(data?.lines.filter((line) => line.flow_run_id === id).map(({ message }) => message));
  const [inA, inB] = [of(a), of(b)];
  return (
    <Section title="Errors" more={data?.cut && "of the first 200 lines"}>
      {data && inA.size + inB.size === 0 && <Nothing>Neither of them logged an error.</Nothing>}
      {data && inA.size + inB.size > 0 && (
        <div className="grid grid-cols-2 gap-3 px-6 max-sm:grid-cols-1 max-sm:px-3">
          <ErrorList title="Only in A" messages={[...inA].filter((message) => !inB.has(message))} />
          <ErrorList title="Only in B" messages={[...inB].filter((message) => !inA.has(message))} />
        </div>
      )}
    </Section>
  );
}

const ErrorList = ({
  title,
  messages,
}: {
  readonly title: string;
  readonly messages: readonly string[];
}): ReactElement => (
  <div className="min-w-0">
    <h3 className="pb-1 text-xs font-medium text-ink-2">{title}</h3>
    {messages.length === 0 ? (
      <p className="text-ink-3">None.</p>
    ) : (
      <ul className="flex flex-col gap-1.5">
        {messages.map((message) => (
          <li
            key={message}
            data-tone="bad"
            className="max-h-40 overflow-y-auto rounded-lg bg-tone-tint px-3 py-1.5 font-mono text-xs leading-5 break-words whitespace-pre-wrap text-tone-text"
          >
            {message}
          </li>
        ))}
      </ul>
    )}
  </div>
);
