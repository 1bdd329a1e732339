/** An image made of what is on this machine: no registry is asked. */
import { execFile, spawn } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type Docker from "dockerode";
import { programOfMachine } from "./engine.ts";

const run = promisify(execFile);

/** A shell with the usual commands, Node, and a `weir` that runs the sources of a repository mounted at WEIR_SOURCES. */
export const TEST_IMAGE = "weir-test/node:24";
/** Leads to a cluster that has the image. */
export const KUBECONFIG_OF_TESTS = "TEST_KUBECONFIG";
/** Where containers of the image expect this repository. */
export const SOURCES_IN_IMAGE = "/weir";

const WEIR = `#!/bin/sh
exec node --conditions=weir-source ${SOURCES_IN_IMAGE}/packages/weir/bin/weir.js "$@"
`;

export async function makeTestImage(docker: Docker): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), "weir-image-"));
  try {
    await layOut(root);
    const tar = spawn("tar", ["-C", root, "-c", "."], { stdio: ["ignore", "pipe", "inherit"] });
    const [repo, tag] = TEST_IMAGE.split(":") as [string, string];
    const changes = ["ENV PATH=/bin:/usr/bin", "WORKDIR /app", 'CMD ["node"]'];
    const stream = await docker.importImage(tar.stdout, { repo, tag, changes });
    await new Promise<void>((resolve, reject) =>
      docker.modem.followProgress(stream as NodeJS.ReadableStream, (error) => (error ? reject(error) : resolve())),
    );
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** The folders and programs of the image. */
export async function layOut(root: string): Promise<void> {
  for (const folder of ["bin", "etc", "tmp", "root", "proc", "sys", "dev", "lib64", "app", "usr/bin"])
    await mkdir(join(root, folder), { recursive: true });
  await chmod(join(root, "tmp"), 0o1777);
  const busybox = programOfMachine("busybox");
  await copyFile(busybox, join(root, "bin/busybox"));
  const { stdout: applets } = await run(busybox, ["--list"]);
  for (const name of applets.split("\n").filter((one) => one !== "" && one !== "busybox"))
    await symlink("busybox", join(root, "bin", name));
  // Where the first lines of programs look for it.
  await symlink("/bin/env", join(root, "usr/bin/env"));
  await writeFile(join(root, "etc/passwd"), "root:x:0:0:root:/root:/bin/sh\n");
  await writeFile(join(root, "etc/group"), "root:x:0:\n");
  await copyFile(process.execPath, join(root, "usr/bin/node"));
  const { stdout: libraries } = await run("ldd", [process.execPath]);
  for (const [library] of libraries.matchAll(/\/[^ )]+/g)) {
    await mkdir(join(root, dirname(library)), { recursive: true });
    await copyFile(library, join(root, library));
  }
  await writeFile(join(root, "usr/bin/weir"), WEIR, { mode: 0o755 });
}
