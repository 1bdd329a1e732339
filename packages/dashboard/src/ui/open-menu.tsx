import clsx from "clsx";
import { Check } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ReactElement } from "react";
import type { ChoiceMenuProps } from "./menu.tsx";

/** The menu itself. Not modal: a modal one would need inline styles, which the page's policy forbids. */
export function OpenMenu<T extends string>(props: ChoiceMenuProps<T>): ReactElement {
  return (
    <DropdownMenu.Root modal={false} defaultOpen>
      <DropdownMenu.Trigger asChild>{props.children}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={props.align ?? "end"}
          side={props.side ?? "bottom"}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 min-w-44 rounded-xl border bg-panel p-1 shadow-float"
        >
          <DropdownMenu.Label className="px-2 pt-1 pb-1.5 text-2xs font-medium text-ink-3">
            {props.label}
          </DropdownMenu.Label>
          <DropdownMenu.RadioGroup value={props.value} onValueChange={(value) => props.onChoose(value as T)}>
            {props.choices.map(({ value, label, icon }) => (
              <DropdownMenu.RadioItem
                key={value}
                value={value}
                className={clsx(
                  "flex h-8 cursor-default items-center gap-2 rounded-lg px-2 outline-none select-none",
                  "data-[highlighted]:bg-hover data-[state=checked]:font-medium [&_svg]:size-4",
                )}
              >
                {icon}
                <span className="flex-1">{label}</span>
                <DropdownMenu.ItemIndicator>
                  <Check aria-hidden className="text-accent" />
                </DropdownMenu.ItemIndicator>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
