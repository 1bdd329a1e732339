import type { LucideIcon } from "lucide-react";
import type { ReactElement } from "react";
import { Snippet } from "../../ui/copy.tsx";
import { Message } from "../../ui/message.tsx";

const EXAMPLE = `// hello.ts
import { flow, task } from "weir";

const greet = task({ name: "greet" }, async (name: string) => {
  return \`Hello, \${name}!\`;
});

const hello = flow({ name: "hello" }, async () => greet("world"));

console.log(await hello());`;

interface FirstRunProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly children: string;
}

/** How to come to a first run, where there would be runs or what comes of them. */
export function FirstRun({ icon, title, children }: FirstRunProps): ReactElement {
  return (
    <Message icon={icon} title={title}>
      <p className="text-ink-2">{children}</p>
      <div className="flex w-full flex-col gap-2">
        <Snippet code={EXAMPLE} label="example" />
        <Snippet code={`WEIR_API_URL=${new URL("api", document.baseURI).href} node hello.ts`} label="command" />
      </div>
    </Message>
  );
}
