import { Monitor, Moon, Sun } from "lucide-react";
import type { ReactElement } from "react";
import { IconButton } from "../../ui/button.tsx";
import { ChoiceMenu } from "../../ui/menu.tsx";
import { chooseTheme, useThemeChoice } from "../../ui/theme.ts";

const CHOICES = [
  { value: "system", label: "System", icon: <Monitor aria-hidden /> },
  { value: "light", label: "Light", icon: <Sun aria-hidden /> },
  { value: "dark", label: "Dark", icon: <Moon aria-hidden /> },
] as const;

export function ThemeMenu(): ReactElement {
  const choice = useThemeChoice();
  const shown = CHOICES.find(({ value }) => value === choice) ?? CHOICES[0];
  return (
    <ChoiceMenu label="Theme" value={choice} choices={CHOICES} onChoose={chooseTheme}>
      <IconButton label={`Theme: ${shown.label}`}>{shown.icon}</IconButton>
    </ChoiceMenu>
  );
}
