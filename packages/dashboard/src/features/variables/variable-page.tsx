import type { Variable } from "@weir/contract";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Pencil, Trash2 } from "lucide-react";
import { type ReactElement, useState } from "react";
import { api } from "../../data/api.ts";
import { useLiveTopics } from "../../data/live/use-live.ts";
import { kindOfValue } from "../../data/variable-value.ts";
import { variableKeys, variableQuery } from "../../data/variables.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { CopyButton, Snippet } from "../../ui/copy.tsx";
import { Absent, Detail } from "../../ui/detail.tsx";
import { Json } from "../../ui/json.tsx";
import { Section } from "../../ui/section.tsx";
import { Tags } from "../../ui/tags.tsx";
import { When } from "../../ui/time.tsx";
import { useTitle } from "../../ui/title.ts";
import { toast } from "../../ui/toast.ts";
import { VariableDialog } from "./variable-dialog.tsx";

const route = getRouteApi("/variables/$name");

export function VariablePage(): ReactElement {
  const { name } = route.useParams();
  const { data, error, refetch } = useQuery(variableQuery(name));
  useTitle(name);
  useLiveTopics(["events"]);
  const gone = error && "status" in error && error.status === 404;
  if (data && !gone) return <VariableDetail variable={data} />;
  return (
    <Absent
      title="There is no such variable"
      to="/variables"
      all="All variables"
      error={error}
      retry={() => void refetch()}
    />
  );
}

function VariableDetail({ variable }: { readonly variable: Variable }): ReactElement {
  const { id, name, value } = variable;
  const [open, setOpen] = useState<"edit" | "delete">();
  const client = useQueryClient();
  const navigate = useNavigate();
  const close = (): void => setOpen(undefined);
  const remove = async (): Promise<void> => {
    await api.variables.delete({ id });
    toast(`${name} is deleted.`);
    await navigate({ to: "/variables" });
    client.removeQueries({ queryKey: variableKeys.one(name) });
    await client.invalidateQueries({ queryKey: variableKeys.all });
  };
  const moveTo = (saved: string): void => {
    if (saved !== name) void navigate({ to: "/variables/$name", params: { name: saved }, replace: true });
  };
  return (
    <Detail
      title={name}
      beside={<Tags tags={variable.tags ?? []} most={8} />}
      actions={
        <>
          <Button className="h-7" onClick={() => setOpen("edit")}>
            <Pencil aria-hidden className="size-3.5" />
            Change
          </Button>
          <Button className="h-7" onClick={() => setOpen("delete")}>
            <Trash2 aria-hidden className="size-3.5" />
            Delete
          </Button>
        </>
      }
      story={
        <>
          It is {kindOfValue(value)}, changed <When at={variable.updated} as="relative" />.
        </>
      }
    >
      <Section
        title="Value"
        more={
          <CopyButton
            text={typeof value === "string" ? value : JSON.stringify(value, null, 2)}
            label="Copy the value"
            className="-my-2"
          />
        }
      >
        <div className="px-6 max-sm:px-3">
          <div className="overflow-x-auto rounded-xl border bg-panel px-4 py-3">
            <Json value={value} />
          </div>
        </div>
      </Section>
      <Section title="Read it">
        <div className="flex max-w-2xl flex-col gap-2 px-6 max-sm:px-3">
          <Snippet code={`import { variables } from "weir";\n\nawait variables.get("${name}");`} label="TypeScript" />
          <Snippet code={`weir variable get ${name}`} label="command" />
        </div>
      </Section>
      {open === "edit" && <VariableDialog variable={variable} onClose={close} onSaved={moveTo} />}
      {open === "delete" && (
        <Confirm
          title={`Delete ${name}?`}
          means="Flows that read it find nothing from then on."
          label="Delete"
          act={remove}
          onClose={close}
        />
      )}
    </Detail>
  );
}
