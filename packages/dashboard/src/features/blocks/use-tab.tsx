import type { BlockDocument } from "@weir/contract";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Unplug } from "lucide-react";
import type { ReactElement } from "react";
import { type BlockUse, blockUsersQuery, MOST_USERS } from "../../data/block-users.ts";
import { Failure, Message } from "../../ui/message.tsx";
import { ROW_LINK, Table } from "../../ui/table.tsx";

const HEAD = [{ label: "What" }, { label: "Name" }];

/** Blocks that have it within, and whatever names it in a template or as what an action goes through. */
export function UseTab({ block }: { readonly block: BlockDocument }): ReactElement {
  const { data, error, refetch } = useQuery(blockUsersQuery(block));
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <div aria-busy className="h-40" />;
  return (
    <>
      {data.length === 0 ? (
        <Message icon={Unplug} title="Nothing names it" />
      ) : (
        <div className="pt-4">
          <Table label="Where it is used" head={HEAD} keys>
            {data.map((use) => (
              <tr key={`${use.kind} ${"id" in use ? use.id : use.kind === "block" ? use.block.id : use.name}`}>
                <td className="w-1/4 text-ink-2">{KINDS[use.kind]}</td>
                <td>
                  <UseLink use={use} />
                </td>
              </tr>
            ))}
          </Table>
        </div>
      )}
      <p className="mx-auto max-w-xl px-6 pt-4 text-center text-xs text-ink-3 max-sm:px-3">
        Other blocks, deployments, work pools and automations are looked through, the first{" "}
        {MOST_USERS.toLocaleString()} of each. Programs that load it by its name are not known here.
      </p>
    </>
  );
}

const KINDS = { block: "Block", deployment: "Deployment", "work-pool": "Work pool", automation: "Automation" } as const;

function UseLink({ use }: { readonly use: BlockUse }): ReactElement {
  const row = { "data-row": "", className: ROW_LINK } as const;
  switch (use.kind) {
    case "block":
      return (
        <>
          <Link to="/blocks/$id" params={{ id: use.block.id }} {...row}>
            {use.block.name}
          </Link>{" "}
          <span className="text-ink-3">{use.block.block_type?.name}</span>
        </>
      );
    case "deployment":
      return (
        <Link to="/deployments/$id" params={{ id: use.id }} {...row}>
          {use.name}
        </Link>
      );
    case "automation":
      return (
        <Link to="/automations/$id" params={{ id: use.id }} {...row}>
          {use.name}
        </Link>
      );
    case "work-pool":
      return (
        <Link to="/work-pools/$name" params={{ name: use.name }} {...row}>
          {use.name}
        </Link>
      );
  }
}
