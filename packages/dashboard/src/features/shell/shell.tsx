import { Link, Outlet } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { type ReactElement, useSyncExternalStore } from "react";
import { currentSession, onSession } from "../../data/session.ts";
import { Mark } from "../../ui/mark.tsx";
import { Breadcrumbs } from "./breadcrumbs.tsx";
import { LiveIndicator } from "./live-indicator.tsx";
import { LostBanner } from "./lost-banner.tsx";
import { openPalette, Overlays } from "./overlays.tsx";
import { PAGES } from "./pages.ts";
import { PhonePages } from "./phone-pages.tsx";
import { SignIn } from "./sign-in.tsx";
import { ThemeMenu } from "./theme-menu.tsx";
import { Toasts } from "./toasts.tsx";
import { Version } from "./version.tsx";

const SHORTCUT = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘K" : "Ctrl K";

export function Shell(): ReactElement {
  const { wanted, wrong } = useSyncExternalStore(onSession, currentSession);
  return (
    <div className="grid h-dvh grid-cols-[4.75rem_minmax(0,1fr)] grid-rows-[3rem_minmax(0,1fr)] max-sm:grid-cols-1">
      <a
        href="#main"
        className="fixed top-2 left-2 z-50 -translate-y-20 rounded-lg bg-accent px-3 py-2 font-medium text-accent-ink focus:translate-y-0"
        onClick={(event) => {
          // With a <base>, the browser would take "#main" for another page.
          event.preventDefault();
          document.getElementById("main")?.focus();
        }}
      >
        Skip to content
      </a>
      <div className="row-span-2 flex flex-col items-center border-r bg-panel max-sm:hidden">
        <Link to="/" aria-label="Weir, home" className="grid h-12 w-full place-items-center text-accent">
          <Mark className="size-7" />
        </Link>
        <nav
          aria-label="Pages"
          className="flex min-h-0 w-full flex-1 flex-col items-center gap-0.5 overflow-y-auto pt-1 [scrollbar-width:none]"
        >
          {PAGES.map(({ to, label, icon: Icon }) => (
            <Link
              key={to}
              to={to}
              activeOptions={{ exact: to === "/" }}
              className="group flex w-[4.375rem] flex-col items-center gap-0.5 rounded-xl py-1.5 text-2xs font-medium tracking-tight text-ink-2 transition-colors hover:bg-hover hover:text-ink data-[status=active]:bg-selected data-[status=active]:text-ink"
            >
              <Icon aria-hidden className="size-[1.125rem] group-data-[status=active]:text-accent" />
              {label}
            </Link>
          ))}
        </nav>
        <Version className="mt-2 mb-3" />
      </div>
      <header className="flex min-w-0 items-center gap-2 border-b bg-panel px-4 max-sm:px-3">
        <PhonePages />
        <Breadcrumbs />
        <button
          type="button"
          onClick={openPalette}
          aria-keyshortcuts="Control+K Meta+K"
          className="flex h-8 items-center gap-2 rounded-lg border bg-canvas pr-1.5 pl-2.5 text-ink-3 transition-colors hover:border-line-strong hover:text-ink max-sm:size-8 max-sm:justify-center max-sm:border-transparent max-sm:bg-transparent max-sm:px-0"
        >
          <Search aria-hidden className="size-4" />
          <span className="w-28 text-left max-lg:w-auto max-sm:sr-only">Search</span>
          <kbd
            aria-hidden
            className="rounded border bg-panel px-1.5 font-sans text-2xs leading-[1.125rem] max-sm:hidden"
          >
            {SHORTCUT}
          </kbd>
        </button>
        <LiveIndicator />
        <ThemeMenu />
      </header>
      <main id="main" tabIndex={-1} className="relative min-h-0 min-w-0 overflow-hidden outline-none">
        <LostBanner />
        {wanted ? <SignIn wrong={wrong} /> : <Outlet />}
      </main>
      <Overlays />
      <Toasts />
    </div>
  );
}
