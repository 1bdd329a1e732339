/** How programs get a block. */
import type { BlockDocument, BlockType } from "@weir/contract";

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
