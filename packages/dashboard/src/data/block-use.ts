/** Who uses a block, and how programs get it. */
import type { BlockDocument, BlockType } from "@weir/contract";
import { isObject } from "./parameter-form.ts";

export type BlockUse =
  | { readonly kind: "block"; readonly block: BlockDocument }
  | { readonly kind: "deployment" | "automation"; readonly id: string; readonly name: string }
  | { readonly kind: "work-pool"; readonly name: string };

/** True if a block has another one within it. */
export const refersTo = ({ block_document_references: references = {} }: BlockDocument, id: string): boolean =>
  Object.values(references).some(({ block_document: child }) => isObject(child) && child["id"] === id);

/** True if it names the block in a template (`{{ prefect.blocks.secret.api-key }}`) or has its id anywhere. */
export function mentions(value: unknown, { id, name, block_type: type }: BlockDocument): boolean {
  const text = JSON.stringify(value ?? null);
  if (text.includes(id)) return true;
  if (!name || !type) return false;
  const reference = RegExp.escape(JSON.stringify(`prefect.blocks.${type.slug}.${name}`).slice(1, -1));
  // What goes on with a letter is another block's name.
  return new RegExp(`\\{\\{\\s*${reference}(?![\\w-])`).test(text);
}

/** Types for which `weir/blocks` has a class. */
const CLASSES: Readonly<Record<string, string>> = {
  secret: "Secret",
  json: "JSON",
  "local-file-system": "LocalFileSystem",
  "s3-bucket": "S3",
  "aws-credentials": "AwsCredentials",
  "minio-credentials": "MinioCredentials",
  "github-repository": "GitHub",
  "github-credentials": "GitHubCredentials",
  "gitlab-repository": "GitLab",
  "gitlab-credentials": "GitLabCredentials",
  "slack-webhook": "Slack",
  webhook: "Webhook",
  "email-server-credentials": "Email",
  "database-credentials": "PostgresConnection",
  "docker-registry-credentials": "DockerRegistry",
  "kubernetes-cluster-config": "KubernetesCluster",
};

const camel = (slug: string): string => slug.replaceAll(/-+(\w?)/g, (_, letter: string) => letter.toUpperCase());

/** How a program in TypeScript gets the block: by the class that there is, or by one defined beside the flow. */
export function typescriptOf({ name, block_type: type, block_schema: schema }: BlockDocument): string {
  const slug = type?.slug ?? "";
  const there = CLASSES[slug];
  const Class = there ?? className(schema?.fields?.["title"], type);
  const from = there ? "weir/blocks" : "./blocks.ts";
  return [
    `import { ${Class} } from "${from}";${there ? "" : " // where you have defineBlock()"}`,
    "",
    `const ${camel(slug)} = await ${Class}.load(${JSON.stringify(name ?? "")});`,
  ].join("\n");
}

/** How one in Python does: by the import that the type's own example has, else by its slug. */
export function pythonOf({ name, block_type: type }: BlockDocument): string {
  const slug = type?.slug ?? "";
  const variable = `${slug.replaceAll("-", "_")}_block`;
  const [line, Class] = /^from [\w.]+ import (\w+)$/m.exec(type?.code_example ?? "") ?? [];
  if (line !== undefined) return `${line}\n\n${variable} = ${Class}.load(${JSON.stringify(name ?? "")})`;
  return `from prefect.blocks.core import Block\n\n${variable} = Block.load(${JSON.stringify(`${slug}/${name ?? ""}`)})`;
}

/** The name of a type's class, which its schema has as title. */
function className(title: unknown, type: BlockType | null | undefined): string {
  if (typeof title === "string" && /^[A-Za-z_]\w*$/.test(title)) return title;
  const words = (type?.name ?? "Block").match(/[A-Za-z0-9]+/g) ?? ["Block"];
  return words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join("");
}

/** The address of a type's picture, if it is one of this server's own: nothing is fetched from another host. */
export function localLogo(address: string | null | undefined, base: string): string | undefined {
  if (!address) return undefined;
  if (/^data:image\/(png|jpeg|gif|webp|svg\+xml)[;,]/.test(address)) return address;
  try {
    const url = new URL(address, base);
    return url.origin === new URL(base).origin ? url.href : undefined;
  } catch {
    return undefined;
  }
}
