import { Plus } from "lucide-react";
import { type ReactElement, useId } from "react";
import { newAction } from "../../../data/automation-kinds.ts";
import { Button } from "../../../ui/button.tsx";
import { ActionForm } from "./action-form.tsx";
import { ListCard, Unshown } from "./card.tsx";
import type { Spot } from "./spot.ts";

interface ActionsListProps {
  readonly title: string;
  readonly hint: string;
  readonly spot: Spot;
  /** Whether the list may be left out of the JSON when nothing is in it. */
  readonly optional?: boolean;
}

/** Actions in the order in which they are done. */
export function ActionsList({ title, hint, spot, optional = false }: ActionsListProps): ReactElement {
  const id = useId();
  const { value = [] } = spot;
  const list = Array.isArray(value) ? (value as readonly unknown[]) : undefined;
  const set = (next: readonly unknown[]): void => spot.set(optional && next.length === 0 ? undefined : next);
  const add = (): void => {
    set([...(list ?? []), newAction("send-notification")]);
    const place = `action:${[...spot.path, list?.length ?? 0].join("/")}`;
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-place="${place}"]`)?.focus());
  };
  return (
    <section aria-labelledby={id} className="flex flex-col gap-2">
      <div>
        <h3 id={id} className="font-semibold">
          {title}
        </h3>
        <p className="text-xs text-ink-3">{hint}</p>
      </div>
      {list && list.length > 0 && (
        <ol aria-labelledby={id} className="flex flex-col gap-2">
          {list.map((_, index) => (
            <ListCard
              key={index}
              name={`Action ${index + 1}`}
              list={list}
              index={index}
              onChange={set}
              onRemoved={() => document.getElementById(`${id}-add`)?.focus()}
            >
              <ActionForm spot={spot.at(index)} label={`Action ${index + 1}`} />
            </ListCard>
          ))}
        </ol>
      )}
      {list ? (
        <Button id={`${id}-add`} className="self-start" onClick={add}>
          <Plus aria-hidden className="size-3.5" />
          Add an action
        </Button>
      ) : (
        <Unshown what="list" />
      )}
    </section>
  );
}
