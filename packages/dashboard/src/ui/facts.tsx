import type { ReactElement, ReactNode } from "react";

/** Short facts side by side, each below its name. */
export const Facts = ({ children }: { readonly children: ReactNode }): ReactElement => (
  <dl className="grid grid-cols-[repeat(auto-fill,minmax(8.5rem,1fr))] gap-x-6 gap-y-3 px-6 pt-4 max-sm:px-3">
    {children}
  </dl>
);

export const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactElement => (
  <div className="min-w-0">
    <dt className="text-2xs text-ink-3">{name}</dt>
    <dd className="min-h-5 font-medium [overflow-wrap:anywhere]">{children}</dd>
  </div>
);

/** For links in running text. */
export const LINK = "font-medium text-accent underline underline-offset-2";
