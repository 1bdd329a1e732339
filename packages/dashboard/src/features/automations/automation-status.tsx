import { CircleCheck, CirclePause } from "lucide-react";
import type { ReactElement } from "react";
import { Badge } from "../../ui/badge.tsx";

export const AutomationStatus = ({ enabled }: { readonly enabled: boolean }): ReactElement =>
  enabled ? (
    <Badge tone="ok" icon={CircleCheck}>
      On
    </Badge>
  ) : (
    <Badge tone="hold" icon={CirclePause}>
      Off
    </Badge>
  );
