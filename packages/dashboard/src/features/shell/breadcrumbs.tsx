import { useMatches } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { Fragment, type ReactElement } from "react";

/** Where the page stands: each route on the way names its part as `staticData.crumb`. */
export function Breadcrumbs(): ReactElement {
  const crumbs = useMatches({
    select: (matches) =>
      matches.flatMap((match) => (match.staticData.crumb ? [{ id: match.id, crumb: match.staticData.crumb }] : [])),
  });
  return (
    <nav aria-label="Breadcrumb" className="min-w-0 flex-1">
      <ol className="flex min-w-0 items-center gap-1 text-ink-2 [&>li:last-child]:font-medium [&>li:last-child]:text-ink">
        {crumbs.map(({ id, crumb: Crumb }, index) => (
          <Fragment key={id}>
            {index > 0 && (
              <li aria-hidden>
                <ChevronRight className="size-3.5 text-ink-3" />
              </li>
            )}
            <li className="min-w-0 truncate">
              <Crumb />
            </li>
          </Fragment>
        ))}
      </ol>
    </nav>
  );
}
