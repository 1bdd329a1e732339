import { Fragment, type ReactElement } from "react";
import { Dialog } from "../../ui/dialog.tsx";
import { SHORTCUTS } from "./shortcuts.ts";

export function KeyboardHelp({ onClose }: { readonly onClose: () => void }): ReactElement {
  return (
    <Dialog title="Keyboard" onClose={onClose}>
      <div
        tabIndex={0}
        role="region"
        aria-label="Keys"
        className="grid gap-x-8 gap-y-4 overflow-y-auto px-5 pt-1 pb-5 -outline-offset-2"
      >
        {SHORTCUTS.map(({ title, keys }) => (
          <section key={title}>
            <h3 className="mb-1 text-2xs font-medium text-ink-3">{title}</h3>
            <dl className="grid grid-cols-[7rem_minmax(0,1fr)] items-center gap-y-1">
              {keys.map(([names, does]) => (
                <Fragment key={does}>
                  <dt className="flex gap-1">
                    {names.map((name) => (
                      <kbd
                        key={name}
                        className="min-w-6 rounded-md border border-b-2 bg-sunken px-1.5 text-center font-sans text-2xs leading-5 text-ink-2"
                      >
                        {name}
                      </kbd>
                    ))}
                  </dt>
                  <dd className="text-ink-2">{does}</dd>
                </Fragment>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
