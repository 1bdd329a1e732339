import type { WebhookRequest } from "@weir/contract";
import { CircleCheck, CircleX, Copy, type LucideIcon, ShieldX } from "lucide-react";
import type { ReactElement } from "react";
import { Badge } from "../../ui/badge.tsx";
import type { Tone } from "../../ui/states.ts";

export const OUTCOMES = ["accepted", "duplicate", "refused", "failed"] as const satisfies WebhookRequest["outcome"][];

const LOOKS: Readonly<Record<WebhookRequest["outcome"], readonly [Tone, LucideIcon, string]>> = {
  accepted: ["ok", CircleCheck, "Accepted"],
  duplicate: ["hold", Copy, "Duplicate"],
  refused: ["bad", ShieldX, "Refused"],
  failed: ["bad", CircleX, "Failed"],
};

export function RequestOutcome({ outcome }: { readonly outcome: WebhookRequest["outcome"] }): ReactElement {
  const [tone, icon, text] = LOOKS[outcome];
  return (
    <Badge tone={tone} icon={icon}>
      {text}
    </Badge>
  );
}
