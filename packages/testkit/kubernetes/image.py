#!/usr/bin/env python3
"""Writes a docker-archive tar with three images (pause, busybox, node) from files of this machine.
No engine and no registry needed: `ctr images import`, `docker load` and `podman load` all take it."""
import hashlib, io, json, os, re, subprocess, sys, tarfile

def layer(files, links):
    b = io.BytesIO()
    with tarfile.open(fileobj=b, mode="w") as t:
        for d in ("bin", "etc", "tmp", "root", "proc", "sys", "dev", "app", "usr", "usr/bin", "lib64", "lib", "lib/x86_64-linux-gnu"):
            i = tarfile.TarInfo(d); i.type = tarfile.DIRTYPE; i.mode = 0o1777 if d == "tmp" else 0o755; t.addfile(i)
        for dst, data in files.items():
            i = tarfile.TarInfo(dst.lstrip("/")); i.size = len(data); i.mode = 0o755; t.addfile(i, io.BytesIO(data))
        for dst, to in links.items():
            i = tarfile.TarInfo(dst.lstrip("/")); i.type = tarfile.SYMTYPE; i.linkname = to; t.addfile(i)
    return b.getvalue()

def rd(p):
    with open(p, "rb") as f: return f.read()

busybox = next(p for p in ("/bin/busybox", "/usr/bin/busybox") if os.path.exists(p))
applets = subprocess.run([busybox, "--list"], capture_output=True, text=True).stdout.split()
bbf = {"/bin/busybox": rd(busybox), "/etc/passwd": b"root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n", "/etc/group": b"root:x:0:\nnogroup:x:65534:\n"}
bbl = {f"/bin/{a}": "busybox" for a in applets if a != "busybox"}
node = os.path.realpath(os.environ.get("NODE") or subprocess.run(["sh", "-c", "command -v node"], capture_output=True, text=True).stdout.strip())
libs = sorted(set(re.findall(r"(/[^ )]+)", subprocess.run(["ldd", node], capture_output=True, text=True).stdout)))
# Runs the sources of this repository, mounted at /weir (see ../src/docker/image.ts).
weir = b'#!/bin/sh\nexec node --conditions=weir-source /weir/packages/weir/bin/weir.js "$@"\n'
ndf = dict(bbf); ndf["/usr/bin/weir"] = weir; ndf["/usr/bin/node"] = rd(node); ndf.update({l: rd(l) for l in libs})
spec = [("weir-test/pause:1", layer({"/bin/busybox": bbf["/bin/busybox"]}, {}), {"Entrypoint": ["/bin/busybox", "sleep", "2000000000"]}),
        ("weir-test/busybox:1", layer(bbf, bbl), {"Cmd": ["/bin/sh"], "Env": ["PATH=/bin:/usr/bin"]}),
        ("weir-test/node:24", layer(ndf, bbl), {"Cmd": ["node"], "Env": ["PATH=/bin:/usr/bin"], "WorkingDir": "/app"})]
with tarfile.open(sys.argv[1], "w") as out:
    def put(name, data):
        i = tarfile.TarInfo(name); i.size = len(data); out.addfile(i, io.BytesIO(data))
    man = []
    for tag, lay, cfg in spec:
        dg = hashlib.sha256(lay).hexdigest()
        conf = json.dumps({"architecture": "amd64", "os": "linux", "config": cfg, "rootfs": {"type": "layers", "diff_ids": [f"sha256:{dg}"]}, "history": [{"created_by": "weir test image"}]}).encode()
        cd = hashlib.sha256(conf).hexdigest()
        put(f"{cd}.json", conf); put(f"{dg}/layer.tar", lay)
        man.append({"Config": f"{cd}.json", "RepoTags": [tag], "Layers": [f"{dg}/layer.tar"]})
        print(tag, len(lay) >> 10, "KiB")
    put("manifest.json", json.dumps(man).encode())
