import type { AuditLine } from "@weir/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { ScrollText, ShieldX } from "lucide-react";
import type { ReactElement } from "react";
import { blockAuditQuery } from "../../data/blocks.ts";
import { Button } from "../../ui/button.tsx";
import { Json } from "../../ui/json.tsx";
import { Failure, Message } from "../../ui/message.tsx";
import { Table } from "../../ui/table.tsx";
import { When } from "../../ui/time.tsx";

const HEAD = [
  { label: "When" },
  { label: "What" },
  { label: "Who" },
  { label: "From", className: "max-sm:hidden" },
  { label: "Texts after it", className: "max-sm:hidden" },
];

/** Who has made, changed and deleted the block, and who has read its secrets. */
export function AuditTab({ id }: { readonly id: string }): ReactElement {
  const { data, error, refetch, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery(blockAuditQuery(id));
  if (error && !data)
    return "status" in error && error.status === 403 ? (
      <Message icon={ShieldX} title="The audit is for keys with the role admin" />
    ) : (
      <Failure error={error} retry={() => void refetch()} />
    );
  const lines = data?.pages.flat();
  if (!lines) return <div aria-busy className="h-40" />;
  if (lines.length === 0) return <Message icon={ScrollText} title="Nothing has been noted of this block" />;
  return (
    <div className="pt-4">
      <Table label="Audit" head={HEAD}>
        {lines.map((line) => (
          <AuditRow key={line.seq} line={line} />
        ))}
      </Table>
      <p className="px-6 pt-3 text-xs text-ink-3 max-sm:px-3">
        Of the values, only texts that are no secrets are noted.
      </p>
      {hasNextPage && (
        <p className="px-6 pt-3 max-sm:px-3">
          <Button disabled={isFetching} onClick={() => void fetchNextPage()}>
            Older lines
          </Button>
        </p>
      )}
    </div>
  );
}

const DEEDS: Readonly<Record<AuditLine["action"], string>> = {
  created: "made",
  "read-secrets": "read its secrets",
  updated: "changed",
  deleted: "deleted",
  released: "released",
};

function AuditRow({ line }: { readonly line: AuditLine }): ReactElement {
  const { occurred, action, actor, origin, after } = line;
  const values = (after as { data?: unknown } | null)?.data;
  return (
    <tr className="align-top">
      <td className="text-ink-2">
        <When at={occurred} as="relative" />
      </td>
      <td className="font-medium">{DEEDS[action]}</td>
      <td className="[overflow-wrap:anywhere]">{actor}</td>
      <td className="font-mono text-xs text-ink-2 max-sm:hidden">{origin}</td>
      <td className="max-sm:hidden">{values !== undefined && <Json value={values} />}</td>
    </tr>
  );
}
