import type { AwsClient } from "aws4fetch";
import type { Block } from "../types.ts";
import type { FileStore } from "./file-store.ts";
import { referenceBlock } from "./reference.ts";

interface ClientParameters {
  /** Address of a server that is not AWS: `http://127.0.0.1:9000`. */
  readonly endpoint_url?: string | null;
}

export interface AwsCredentialsData {
  readonly aws_access_key_id?: string | null;
  readonly aws_secret_access_key?: string | null;
  readonly aws_session_token?: string | null;
  readonly profile_name?: string | null;
  readonly region_name?: string | null;
  readonly aws_client_parameters?: ClientParameters;
}

export interface MinioCredentialsData {
  readonly minio_root_user: string;
  readonly minio_root_password: string;
  readonly region_name?: string | null;
  readonly aws_client_parameters?: ClientParameters;
}

export const AwsCredentials = referenceBlock<AwsCredentialsData>()({
  name: "AWS Credentials",
  slug: "aws-credentials",
  secrets: ["aws_secret_access_key", "aws_session_token"],
  methods: {},
});

/** Credentials of a server that speaks S3 and is not AWS. */
export const MinioCredentials = referenceBlock<MinioCredentialsData>()({
  name: "MinIO Credentials",
  slug: "minio-credentials",
  secrets: ["minio_root_password"],
  methods: {},
});

export interface S3Data {
  readonly bucket_name: string;
  /** Before every path. */
  readonly bucket_folder?: string | null;
  /** Without them, those of the environment (`AWS_ACCESS_KEY_ID`, …). */
  readonly credentials?: Block<AwsCredentialsData> | Block<MinioCredentialsData>;
}

/** Files in a bucket of S3, or of any server that speaks it. */
export const S3 = referenceBlock<S3Data>()({
  name: "S3 Bucket",
  slug: "s3-bucket",
  secrets: [],
  blocks: { credentials: [MinioCredentials, AwsCredentials] },
  methods: {
    async read(path: string): Promise<Uint8Array> {
      return new Uint8Array(await (await send(this.data, "GET", path)).arrayBuffer());
    },
    async write(path: string, content: Uint8Array | string): Promise<void> {
      await send(this.data, "PUT", path, { body: content });
    },
    async list(folder = ""): Promise<string[]> {
      const root = keyOf(this.data, "");
      const paths: string[] = [];
      let token: string | undefined;
      do {
        const query = {
          "list-type": "2",
          prefix: keyOf(this.data, folder && !folder.endsWith("/") ? `${folder}/` : folder),
          ...(token === undefined ? {} : { "continuation-token": token }),
        };
        const page = await (await send(this.data, "GET", undefined, { query })).text();
        paths.push(...textsOf(page, "Key").map((key) => key.slice(root.length)));
        token = textsOf(page, "NextContinuationToken")[0];
      } while (token !== undefined);
      return paths;
    },
    async remove(path: string): Promise<void> {
      await send(this.data, "DELETE", path);
    },
  } satisfies FileStore & ThisType<{ readonly data: S3Data }>,
});

function keyOf({ bucket_folder: folder }: S3Data, path: string): string {
  return `${folder ? `${folder.replace(/\/+$/, "")}/` : ""}${path}`;
}

interface Access {
  readonly client: AwsClient;
  readonly endpoint: string | undefined;
  readonly region: string;
}

async function access({ credentials }: S3Data): Promise<Access> {
  const { AwsClient } = await import("aws4fetch");
  const { env } = process;
  const given: Partial<AwsCredentialsData & MinioCredentialsData> = credentials?.data ?? {};
  const region = given.region_name ?? env["AWS_REGION"] ?? env["AWS_DEFAULT_REGION"] ?? "us-east-1";
  const accessKeyId = given.minio_root_user ?? given.aws_access_key_id ?? env["AWS_ACCESS_KEY_ID"];
  const secretAccessKey = given.minio_root_password ?? given.aws_secret_access_key ?? env["AWS_SECRET_ACCESS_KEY"];
  const sessionToken = given.aws_session_token ?? (given.aws_access_key_id ? undefined : env["AWS_SESSION_TOKEN"]);
  if (!accessKeyId || !secretAccessKey)
    throw new TypeError("the S3 block has no credentials, and the environment has no AWS_ACCESS_KEY_ID");
  return {
    client: new AwsClient({
      accessKeyId,
      secretAccessKey,
      service: "s3",
      region,
      ...(sessionToken && { sessionToken }),
    }),
    endpoint: given.aws_client_parameters?.endpoint_url ?? env["AWS_ENDPOINT_URL_S3"] ?? undefined,
    region,
  };
}

/** @param path within the bucket; undefined for the bucket itself */
async function send(
  data: S3Data,
  method: string,
  path: string | undefined,
  { query, body }: { readonly query?: Record<string, string>; readonly body?: Uint8Array | string } = {},
): Promise<Response> {
  const { client, endpoint, region } = await access(data);
  const { bucket_name: bucket } = data;
  // Buckets of AWS have hosts of their own; other servers mostly know them by path only.
  const base = endpoint ? `${endpoint.replace(/\/+$/, "")}/${bucket}` : `https://${bucket}.s3.${region}.amazonaws.com`;
  const key = path === undefined ? "" : keyOf(data, path);
  const url = `${base}/${key.split("/").map(encodeURIComponent).join("/")}${query ? `?${new URLSearchParams(query)}` : ""}`;
  const answer = await client.fetch(url, {
    method,
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : new Uint8Array(body) }),
  });
  if (answer.ok) return answer;
  const [code] = textsOf(await answer.text(), "Code");
  const error = new Error(`S3 answered ${answer.status}${code ? ` ${code}` : ""} to ${method} ${bucket}/${key}`);
  // The same as of files that are not there. A bucket that is missing is another matter.
  throw code === "NoSuchKey" ? Object.assign(error, { code: "ENOENT" }) : error;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** The texts of all elements of a name: the answers have no attributes, and nothing else within these elements. */
const textsOf = (xml: string, element: string): string[] =>
  [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, "g"))].map(([, text]) =>
    text!.replace(/&(?:#(x[0-9a-f]+|\d+)|(\w+));/gi, (whole, code: string | undefined, name: string) =>
      code ? String.fromCodePoint(Number(code.replace(/^x/i, "0x"))) : (ENTITIES[name] ?? whole),
    ),
  );
