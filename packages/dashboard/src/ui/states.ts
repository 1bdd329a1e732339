/** How a state looks: one tone (colour triple) and one icon each, by type, with a few names that deserve their own. */
import type { StateType } from "@weir/contract";
import {
  Ban,
  CircleCheck,
  CircleDashed,
  CirclePause,
  CircleStop,
  CircleX,
  Clock,
  ClockAlert,
  type LucideIcon,
  LoaderCircle,
  OctagonAlert,
  RotateCw,
  TimerOff,
} from "lucide-react";

export type Tone = "ok" | "bad" | "crash" | "run" | "wait" | "late" | "hold" | "off";

export interface StateLook {
  readonly tone: Tone;
  readonly icon: LucideIcon;
}

const BY_TYPE: Readonly<Record<StateType, StateLook>> = {
  SCHEDULED: { tone: "wait", icon: Clock },
  PENDING: { tone: "wait", icon: CircleDashed },
  RUNNING: { tone: "run", icon: LoaderCircle },
  COMPLETED: { tone: "ok", icon: CircleCheck },
  FAILED: { tone: "bad", icon: CircleX },
  CANCELLED: { tone: "off", icon: Ban },
  CRASHED: { tone: "crash", icon: OctagonAlert },
  PAUSED: { tone: "hold", icon: CirclePause },
  CANCELLING: { tone: "off", icon: CircleStop },
};

const BY_NAME: Readonly<Record<string, StateLook>> = {
  Late: { tone: "late", icon: ClockAlert },
  AwaitingRetry: { tone: "late", icon: RotateCw },
  Retrying: { tone: "run", icon: RotateCw },
  TimedOut: { tone: "bad", icon: TimerOff },
};

/** The look of a state; one that isn't known yet looks as if it were still to come. */
export function stateLook(type: StateType | null | undefined, name?: string | null): StateLook {
  return (name != null && BY_NAME[name]) || (type != null && BY_TYPE[type]) || BY_TYPE.PENDING;
}

/** `AwaitingRetry` -> `Awaiting retry`: state names as words. */
export function stateLabel(type: StateType | null | undefined, name?: string | null): string {
  const raw = name ?? type ?? "Unknown";
  const words = raw === raw.toUpperCase() ? raw.toLowerCase() : raw.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
