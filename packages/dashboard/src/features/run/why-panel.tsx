import type { FlowRunResponse } from "@weir/contract";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Check, Hourglass, X } from "lucide-react";
import type { ReactElement } from "react";
import { explainQuery } from "../../data/explain.ts";
import { Snippet } from "../../ui/copy.tsx";
import { When } from "../../ui/time.tsx";

/** Why a run that waits is not running: every gate on its way, who holds it shut, and the command that opens it. */
export function WhyPanel({ run }: { readonly run: FlowRunResponse }): ReactElement | null {
  const waits = run.state_type === "SCHEDULED" || run.state_type === "PENDING" || run.state_type === "PAUSED";
  // A run without a deployment is started by whoever made it; nothing on the server holds it.
  return waits && run.deployment_id ? <Why run={run} /> : null;
}

function Why({ run }: { readonly run: FlowRunResponse }): ReactElement | null {
  const { data } = useQuery(explainQuery(run));
  if (!data) return null;
  return (
    <section
      aria-label="Why is it not running?"
      tabIndex={0}
      className="flex max-h-[45dvh] shrink-0 flex-col gap-2 overflow-y-auto border-b bg-panel px-6 py-3 max-sm:px-3"
    >
      <p className="flex gap-2 font-medium">
        <Hourglass aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-3" />
        {data.summary}
      </p>
      <ol className="flex flex-col gap-1 pl-6">
        {data.gates.map(({ gate, passes, reason, eta, holders }) => (
          <li key={gate} data-tone={passes ? "ok" : "late"} className="flex flex-wrap items-baseline gap-x-2">
            {passes ? (
              <Check role="img" aria-label="Open" className="size-3.5 shrink-0 self-center text-tone" />
            ) : (
              <X role="img" aria-label="Shut" className="size-3.5 shrink-0 self-center text-tone-text" />
            )}
            <span className="w-32 shrink-0 text-ink-2">{gate.replaceAll("-", " ")}</span>
            <span className={passes ? "text-ink-2" : "font-medium text-tone-text"}>{reason}</span>
            {!passes && eta && (
              <span className="text-ink-2">
                Opens <When at={eta} as="relative" />.
              </span>
            )}
            {holders.map((holder) => (
              <Link
                key={holder.id}
                to="/runs/$id"
                params={{ id: holder.id }}
                className="font-medium text-accent underline underline-offset-2"
              >
                {holder.name}
              </Link>
            ))}
          </li>
        ))}
      </ol>
      {data.command && (
        <div className="max-w-2xl">
          <Snippet code={data.command} label="command that lets it go on" />
        </div>
      )}
    </section>
  );
}
