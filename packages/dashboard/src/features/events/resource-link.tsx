import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { LINK } from "../../ui/facts.tsx";
import { resourceName, resourcePage } from "./resource.ts";

/** What a resource is called, as a link to its page where it has one. */
export function ResourceLink({ resource }: { readonly resource: Readonly<Record<string, string>> }): ReactElement {
  const page = resourcePage(resource);
  if (page === undefined) return <span className="font-medium">{resourceName(resource)}</span>;
  // The address is made of parts that only run time knows; the router takes it as it is.
  return (
    <Link to={page as "/"} className={LINK}>
      {resourceName(resource)}
    </Link>
  );
}
