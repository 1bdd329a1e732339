import { CircleCheck, CirclePause } from "lucide-react";
import type { ReactElement } from "react";
import { Badge } from "./badge.tsx";

/** Whether something that can be switched is on. */
export const OnOff = ({ enabled }: { readonly enabled: boolean }): ReactElement =>
  enabled ? (
    <Badge tone="ok" icon={CircleCheck}>
      On
    </Badge>
  ) : (
    <Badge tone="hold" icon={CirclePause}>
      Off
    </Badge>
  );
