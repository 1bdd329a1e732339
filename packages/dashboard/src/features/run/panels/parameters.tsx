import { Braces } from "lucide-react";
import type { ReactElement } from "react";
import { CopyButton } from "../../../ui/copy.tsx";
import { Json } from "../../../ui/json.tsx";

export function Parameters({ values }: { readonly values: Readonly<Record<string, unknown>> }): ReactElement {
  const entries = Object.entries(values);
  if (entries.length === 0) {
    return (
      <p className="flex items-center justify-center gap-2 px-4 py-10 text-ink-3">
        <Braces aria-hidden className="size-4" />
        This run has no parameters.
      </p>
    );
  }
  return (
    <div className="p-4">
      <div className="relative">
        <CopyButton text={JSON.stringify(values, null, 2)} label="Copy as JSON" className="absolute top-0 right-0" />
        <dl className="grid grid-cols-[minmax(5rem,max-content)_minmax(0,1fr)] gap-x-5 gap-y-2 pr-9">
          {entries.map(([name, value]) => (
            <div key={name} className="col-span-2 grid grid-cols-subgrid border-b border-line/60 pb-2 last:border-0">
              <dt className="font-mono text-xs leading-5 text-ink-2">{name}</dt>
              <dd className="min-w-0">
                <Json value={value} />
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </div>
  );
}
