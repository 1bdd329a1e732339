/** Every key of the dashboard, for the help; the parts of the page listen to their own. */
export interface ShortcutGroup {
  readonly title: string;
  readonly keys: readonly (readonly [keys: readonly string[], does: string])[];
}

export const SHORTCUTS: readonly ShortcutGroup[] = [
  {
    title: "Anywhere",
    keys: [
      [["Ctrl", "K"], "Search runs and flows, go to a page, change the theme"],
      [["g", "h"], "Go to the home page"],
      [["g", "r"], "Go to the runs"],
      [["g", "f"], "Go to the flows"],
      [["g", "d"], "Go to the deployments"],
      [["g", "w"], "Go to the work pools"],
      [["g", "e"], "Go to the events"],
      [["g", "m"], "Go to the automations"],
      [["g", "a"], "Go to the artifacts"],
      [["g", "b"], "Go to the blocks"],
      [["g", "l"], "Go to the limits"],
      [["g", "v"], "Go to the variables"],
      [["?"], "This help"],
      [["Esc"], "Close what is open, clear the selection"],
    ],
  },
  {
    title: "Runs",
    keys: [
      [["/"], "Filter"],
      [["j", "k"], "Next, previous run"],
      [["x"], "Select the run"],
      [["Enter"], "Open the run"],
    ],
  },
  {
    title: "Lists",
    keys: [
      [["/"], "Filter by name"],
      [["j", "k"], "Next, previous row"],
      [["Enter"], "Open it"],
    ],
  },
  {
    title: "Run",
    keys: [
      [["f"], "Follow the log"],
      [["/"], "Search the log"],
    ],
  },
  {
    title: "Timeline",
    keys: [
      [["↑", "↓"], "Next, previous task"],
      [["←", "→"], "Fold, unfold"],
      [["Enter"], "Select the task"],
      [["+", "-"], "Zoom"],
      [["0"], "The whole run"],
      [["Shift", "wheel"], "Pan"],
    ],
  },
];
