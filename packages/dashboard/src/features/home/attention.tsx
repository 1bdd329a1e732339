import type { Overview } from "@weir/contract";
import { Link } from "@tanstack/react-router";
import { CircleCheck, Gauge } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { LINK } from "../../ui/facts.tsx";
import { StateIcon } from "../../ui/state-badge.tsx";
import { stateLook } from "../../ui/states.ts";
import { When } from "../../ui/time.tsx";
import { FlowName } from "../runs/flow-name.tsx";

/** What somebody has to look at: deployments that fail, runs that are late and why, limits that are full. */
export function Attention({ overview }: { readonly overview: Overview }): ReactElement {
  const { failing, late, full_limits: full, runs } = overview;
  if (failing.length + late.length + full.length === 0)
    return (
      <p data-tone="ok" className="mx-6 flex items-center gap-2 rounded-xl border bg-panel px-4 py-3 max-sm:mx-3">
        <CircleCheck aria-hidden className="size-4 text-tone" />
        Nothing: no deployment fails, no run is late, no limit is full.
      </p>
    );
  return (
    <ul className="flex flex-col gap-2 px-6 max-sm:px-3">
      {failing.map(({ id, name, flow_id, failures, last }) => (
        <Item
          key={id}
          tone={stateLook(last.state_type, last.state_name).tone}
          icon={<StateIcon type={last.state_type} />}
        >
          <p>
            <Link to="/deployments/$id" params={{ id }} className={LINK}>
              {name}
            </Link>{" "}
            of <FlowName id={flow_id} className="font-medium" />{" "}
            {failures === 1 ? "failed in its last run" : `failed ${failures} times in a row`}
          </p>
          <p className="text-xs text-ink-2">
            Last in{" "}
            <Link to="/runs/$id" params={{ id: last.id }} className={LINK}>
              {last.name}
            </Link>
            , <When at={last.end_time ?? last.start_time} as="relative" />
          </p>
        </Item>
      ))}
      {late.map(({ run, reason }) => (
        <Item key={run.id} tone="late" icon={<StateIcon type="SCHEDULED" name="Late" />}>
          <p>
            <Link to="/runs/$id" params={{ id: run.id }} className={LINK}>
              {run.name}
            </Link>{" "}
            should have started <When at={run.expected_start_time} as="relative" />
          </p>
          <p className="text-xs text-ink-2 first-letter:uppercase">{reason}</p>
        </Item>
      ))}
      {runs.late > late.length && (
        <li className="px-1 text-xs">
          <Link to="/runs" search={{ q: "state:late" }} className={LINK}>
            {runs.late - late.length} more late runs
          </Link>
        </li>
      )}
      {full.map(({ id, name, active_slots, limit }) => (
        <Item key={id} tone="hold" icon={<Gauge aria-hidden className="size-4 text-tone" />}>
          <p>
            The limit{" "}
            <Link to="/limits/$id" params={{ id }} className={LINK}>
              {name}
            </Link>{" "}
            is full
          </p>
          <p className="text-xs text-ink-2">
            {limit === 0 ? "It lets nobody through." : `${active_slots} of ${limit} slots are taken.`}
          </p>
        </Item>
      ))}
    </ul>
  );
}

interface ItemProps {
  readonly tone: string;
  readonly icon: ReactNode;
  readonly children: ReactNode;
}

const Item = ({ tone, icon, children }: ItemProps): ReactElement => (
  <li data-tone={tone} className="flex gap-3 rounded-xl border border-l-4 border-l-tone bg-panel px-4 py-2.5">
    <span className="mt-0.5">{icon}</span>
    <div className="min-w-0 [overflow-wrap:anywhere]">{children}</div>
  </li>
);
