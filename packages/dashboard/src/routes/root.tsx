import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, type ErrorComponentProps, Link } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import type { ReactElement } from "react";
import { Shell } from "../features/shell/shell.tsx";
import { Failure, Message } from "../ui/message.tsx";

export const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Shell,
  notFoundComponent: NotFound,
  errorComponent: Broken,
});

function NotFound(): ReactElement {
  return (
    <Message icon={Compass} title="There is no such page">
      <Link to="/runs" className="font-medium text-accent hover:underline">
        All runs
      </Link>
    </Message>
  );
}

function Broken({ error, reset }: ErrorComponentProps): ReactElement {
  return <Failure error={error instanceof Error ? error : new Error(String(error))} retry={reset} />;
}
