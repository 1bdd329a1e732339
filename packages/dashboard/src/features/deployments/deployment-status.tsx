import type { DeploymentResponse } from "@weir/contract";
import { CircleCheck, CircleDashed, CirclePause } from "lucide-react";
import type { ReactElement } from "react";
import { Badge } from "../../ui/badge.tsx";

/** Ready means that somebody who could run it has asked for work lately. */
export function DeploymentStatus({ deployment }: { readonly deployment: DeploymentResponse }): ReactElement {
  if (deployment.paused)
    return (
      <Badge tone="hold" icon={CirclePause}>
        Paused
      </Badge>
    );
  return deployment.status === "READY" ? (
    <Badge tone="ok" icon={CircleCheck}>
      Ready
    </Badge>
  ) : (
    <Badge tone="wait" icon={CircleDashed}>
      Not ready
    </Badge>
  );
}
