import { cloneElement, type ComponentType, type ReactElement, type ReactNode, useState } from "react";

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly icon?: ReactNode;
}

export interface ChoiceMenuProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly Choice<T>[];
  readonly onChoose: (value: T) => void;
  /** The button that opens it. */
  readonly children: ReactElement<ButtonHandlers>;
  readonly align?: "start" | "end";
  readonly side?: "top" | "right" | "bottom" | "left";
}

interface ButtonHandlers {
  readonly onPointerEnter?: () => void;
  readonly onFocus?: () => void;
  readonly onClick?: () => void;
  readonly "aria-haspopup"?: "menu";
  readonly "aria-expanded"?: boolean;
}

const load = () => import("./open-menu.tsx");

/**
 * One of a few, in a menu. The menu's code is a fifth of what a page needs at first and is rarely wanted, so it is
 * fetched when somebody reaches for the button.
 */
export function ChoiceMenu<T extends string>(props: ChoiceMenuProps<T>): ReactElement {
  const [Menu, setMenu] = useState<ComponentType<ChoiceMenuProps<T>>>();
  if (Menu) return <Menu {...props} />;
  return cloneElement(props.children, {
    "aria-haspopup": "menu",
    "aria-expanded": false,
    onPointerEnter: () => void load(),
    onFocus: () => void load(),
    onClick: () => void load().then(({ OpenMenu }) => setMenu(() => OpenMenu)),
  });
}
