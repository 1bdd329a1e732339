import type { Delivery } from "@weir/contract";

export const DELIVERY_OUTCOMES = ["delivered", "failed", "tried"] as const satisfies Delivery["outcome"][];
