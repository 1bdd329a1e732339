import type { BlockDocument } from "@weir/contract";
import { Link } from "@tanstack/react-router";
import { Lock } from "lucide-react";
import type { ReactElement } from "react";
import { type BlockField, blockFields, type Child, childrenOf, MASK } from "../../data/block-form.ts";
import { LINK } from "../../ui/facts.tsx";
import { Json } from "../../ui/json.tsx";
import { Nothing } from "../../ui/section.tsx";
import { Table } from "../../ui/table.tsx";

const HEAD = [{ label: "Name" }, { label: "Value" }];

/** What a block holds, in the order of its schema; secrets as the fact that they are there. */
export function Values({ block }: { readonly block: BlockDocument }): ReactElement {
  const data = block.data ?? {};
  const fields = blockFields(block.block_schema?.fields ?? {}, block);
  const known = new Map(fields.map((field) => [field.name, field]));
  // What an older or newer version of the type has stored is there too.
  const names = [...known.keys(), ...Object.keys(data).filter((name) => !known.has(name))];
  const children = childrenOf(block);
  if (names.length === 0) return <Nothing>Blocks of this type have no values.</Nothing>;
  return (
    <Table label="Values" head={HEAD}>
      {names.map((name) => (
        <tr key={name} className="align-top">
          <th
            scope="row"
            className="w-1/4 py-2 pr-3 pl-6 text-left font-mono text-xs font-medium [overflow-wrap:anywhere] max-sm:w-2/5 max-sm:pl-3"
          >
            {name}
          </th>
          <td>
            <Value value={data[name]} field={known.get(name)} child={children[name]} />
            <p className="pt-0.5 text-xs whitespace-pre-line text-ink-3 empty:hidden">{known.get(name)?.description}</p>
          </td>
        </tr>
      ))}
    </Table>
  );
}

interface ValueProps {
  readonly value: unknown;
  readonly field: BlockField | undefined;
  /** The block that is the value. */
  readonly child: Child | undefined;
}

function Value({ value, field, child }: ValueProps): ReactElement {
  if (child !== undefined)
    return (
      <>
        <Link to="/blocks/$id" params={{ id: child.id }} className={LINK}>
          {child.name}
        </Link>
        <Json value={value} />
      </>
    );
  if (value === MASK)
    return (
      <span className="inline-flex items-center gap-1.5 text-ink-2">
        <Lock aria-hidden className="size-3.5 text-ink-3" />
        stored, not shown
      </span>
    );
  if (value === undefined || value === null)
    return (
      <span className="text-ink-3">
        {value === undefined && field?.initial ? `not set; a program gets ${field.initial}` : "not set"}
      </span>
    );
  return <Json value={value} />;
}
