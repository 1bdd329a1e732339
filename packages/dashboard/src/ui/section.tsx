import { type ReactElement, type ReactNode, useId } from "react";

/** A titled part of a page. */
export function Section({
  title,
  more,
  children,
}: {
  readonly title: string;
  readonly more?: ReactNode;
  readonly children: ReactNode;
}): ReactElement {
  const id = useId();
  return (
    <section aria-labelledby={id} className="flex flex-col">
      <div className="flex items-baseline gap-3 px-6 pt-5 pb-2 max-sm:px-3">
        <h2 id={id} className="text-base font-semibold">
          {title}
        </h2>
        <span className="text-xs text-ink-3">{more}</span>
      </div>
      {children}
    </section>
  );
}

export const Nothing = ({ children }: { readonly children: ReactNode }): ReactElement => (
  <p className="px-6 py-2 text-ink-3 max-sm:px-3">{children}</p>
);
